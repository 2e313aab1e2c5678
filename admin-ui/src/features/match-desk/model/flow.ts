import type { JsonObject } from '../../../../../src/core/json/json.js';
import { object, text } from '../../../shared/feed/read.js';
import type { Fact } from '../../../shared/press/press.js';

const PERIODS = ['first_half', 'second_half', 'et_first_half', 'et_second_half', 'shootout'] as const;
export type Period = (typeof PERIODS)[number];

/** What may come next in a match: the console offers it, the referee decides. */
export type Step =
  | { readonly kind: 'start'; readonly period: Period }
  | { readonly kind: 'end'; readonly period: Period }
  | { readonly kind: 'ended' }
  | { readonly kind: 'final' }
  | { readonly kind: 'reopen' };

export interface Flow {
  /** What comes next if all goes its usual way. */
  readonly next: Step | undefined;
  readonly others: readonly Step[];
}

function isPeriod(value: string | undefined): value is Period {
  return (PERIODS as readonly (string | undefined)[]).includes(value);
}

function hasStarted(state: JsonObject, period: Period): boolean {
  if (period === 'shootout') return 'shootout' in state;
  return period in object(state, 'scoreByPeriod');
}

const start = (period: Period): Step => ({ kind: 'start', period });

function betweenPeriods(state: JsonObject): Flow {
  const last = PERIODS.findLast((period) => hasStarted(state, period));
  const following = PERIODS.slice(last === undefined ? 0 : PERIODS.indexOf(last) + 1).map(start);
  const ended: Step = { kind: 'ended' };
  if (last === undefined) return { next: following[0], others: [] };
  // After a first half comes the second; after the others the match may be over.
  const midway = last === 'first_half' || last === 'et_first_half';
  return midway
    ? { next: following[0], others: [ended, ...following.slice(1)] }
    : { next: ended, others: following };
}

export function flowOf(state: JsonObject): Flow {
  const period = text(state, 'period');
  switch (text(state, 'status')) {
    case 'final':
      return { next: undefined, others: [{ kind: 'reopen' }] };
    case 'ended':
    case 'awarded':
    case 'abandoned':
      return { next: { kind: 'final' }, others: [] };
    case 'cancelled':
      return { next: undefined, others: [] };
    case undefined:
    default:
      return isPeriod(period) ? { next: { kind: 'end', period }, others: [] } : betweenPeriods(state);
  }
}

/** The events of a step, in order. Those that finish or reopen a match carry the editor's reason. */
export function factsOf(step: Step, status: string | undefined, reason?: string): readonly Fact[] {
  const to = (value: string): Fact => ({
    type: 'status',
    data: { status: value, ...(reason === undefined ? {} : { reason }) },
  });
  switch (step.kind) {
    case 'start': {
      const begins: Fact = { type: 'period_start', data: { period: step.period } };
      return status === 'live' ? [begins] : [to('live'), begins];
    }
    case 'end':
      return [{ type: 'period_end', data: { period: step.period } }, to('break')];
    case 'ended':
      return [to('ended')];
    case 'final':
      return [to('final')];
    case 'reopen':
      return [to('ended')];
  }
}
