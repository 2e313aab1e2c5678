import type { JsonObject } from '../../../../../src/core/json/json.js';
import { object, text } from '../../../shared/feed/read.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Flow, Situation, Sport, Step } from './sport.js';

/** Play that stopped goes on in the period that ran. */
const STOPPED: ReadonlySet<string> = new Set(['break', 'interrupted', 'suspended', 'delayed']);

export function flowOf(sport: Sport, situation: Situation): Flow {
  const { state } = situation;
  const status = text(state, 'status') ?? '';
  switch (status) {
    case 'final':
      return { next: undefined, others: [{ kind: 'reopen' }] };
    case 'ended':
    case 'awarded':
    case 'abandoned':
      return { next: { kind: 'final' }, others: [] };
    case 'cancelled':
      return { next: undefined, others: [] };
  }
  const flow = sport.flow(situation);
  if (text(state, 'period') === undefined || !STOPPED.has(status)) return flow;
  return { next: { kind: 'resume' }, others: [...(flow.next ? [flow.next] : []), ...flow.others] };
}

/** The clock as it stands, running again. */
function clockOn({ clockRunsOn }: Sport, state: JsonObject): readonly Fact[] {
  const { running, valueMs } = object(state, 'clock');
  if (!clockRunsOn || running !== false || typeof valueMs !== 'number') return [];
  return [{ type: 'clock', data: { running: true, valueMs } }];
}

/** The events of a step, in order. Those that finish or reopen a match carry the editor's reason. */
export function factsOf(sport: Sport, step: Step, state: JsonObject, reason?: string): readonly Fact[] {
  const to = (value: string): Fact => ({
    type: 'status',
    data: { status: value, ...(reason === undefined ? {} : { reason }) },
  });
  switch (step.kind) {
    case 'start': {
      const begins: Fact = { type: 'period_start', data: { period: step.period } };
      // Between periods it may be live only because the break that was pressed has not come back yet.
      const isFirst = Object.keys(object(state, 'scoreByPeriod')).length === 0;
      const live = isFirst && text(state, 'status') === 'live' ? [] : [to('live')];
      return [...live, begins, ...(sport.startsWith?.(state) ?? [])];
    }
    case 'end':
      return [{ type: 'period_end', data: { period: step.period } }, to('break')];
    case 'break':
      return [to('break')];
    case 'resume':
      return [to('live'), ...clockOn(sport, state)];
    case 'ended':
      return [to('ended')];
    case 'final':
      return [to('final')];
    case 'reopen':
      return [to('ended')];
  }
}
