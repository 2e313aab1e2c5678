import type { StreamedEvent } from '../../../../../src/core/protocol/event.js';
import { buildTimeline } from '../../../shared/press/timeline.js';
import { endsOf, runningCheck } from './timeline.js';

const time = (second: number): string => new Date(Date.UTC(2026, 5, 11, 18, 0, second)).toISOString();
const event = (seq: number, type: string, rest: Partial<StreamedEvent> = {}): StreamedEvent => ({
  seq,
  type,
  data: {},
  at: time(seq),
  occurredAt: time(seq),
  ...rest,
});
describe('runningCheck', () => {
  const start = (seq: number, subject: string) => event(seq, 'var', { data: { phase: 'start', subject } });

  it('names the last goal that stands as what an overturned check strikes', () => {
    const entries = buildTimeline([
      event(1, 'goal', { data: { team: 'home' } }),
      event(2, 'goal', { data: { team: 'away' } }),
      event(3, 'void', { target: 2 }),
      start(4, 'goal'),
    ]);
    const check = runningCheck(entries);
    expect(check).toMatchObject({ subject: 'goal', suspect: { seq: 1 } });
    if (!check) throw new Error('No check runs.');
    const { confirmed, overturned } = endsOf(check);
    expect(confirmed).toMatchObject([{ op: 'publish', fact: { data: { outcome: 'confirmed' } } }]);
    expect(overturned).toMatchObject([
      { op: 'publish', fact: { data: { phase: 'end', outcome: 'overturned' } } },
      { op: 'void', target: { seq: 1 }, reason: 'VAR' },
    ]);
  });

  it('is over with its end, and as if it never began when it was voided', () => {
    const end = event(2, 'var', { data: { phase: 'end', subject: 'goal', outcome: 'confirmed' } });
    expect(runningCheck(buildTimeline([start(1, 'goal'), end]))).toBeUndefined();
    expect(runningCheck(buildTimeline([start(1, 'goal'), event(2, 'void', { target: 1 })]))).toBeUndefined();
  });

  it('suspects no yellow card of being red', () => {
    const entries = buildTimeline([event(1, 'card', { data: { color: 'yellow' } }), start(2, 'red_card')]);
    expect(runningCheck(entries)?.suspect).toBeUndefined();
  });
});
