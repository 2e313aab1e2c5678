import { clockAt } from '../../../shared/feed/clock.js';
import type { Operation } from '../../../shared/press/press.js';
import type { Queued } from '../../../shared/press/press-queue.js';
import { withPendingClock } from './pending.js';

const at = (second: number): string => new Date(second * 1_000).toISOString();
const queued = (operation: Operation, second: number): Queued => ({
  press: { id: String(second), operation, occurredAt: at(second), seenSeq: 3 },
  state: { kind: 'unknown' },
});
const clock = (valueMs: number, running = true): Operation => ({
  op: 'publish',
  fact: { type: 'clock', data: { running, valueMs } },
});
const STATE = {
  period: 'first_half',
  clock: { direction: 'up', running: true, anchorAt: at(0), valueMs: 0 },
};

describe('a clock that waits to be published', () => {
  it('is the one that runs for the editor, from the moment of its press', () => {
    const state = withPendingClock(STATE, [queued(clock(600_000), 10), queued(clock(1_200_000), 20)]);
    expect(clockAt(state, 25_000)).toEqual({ valueMs: 1_205_000, running: true, direction: 'up' });
    const stopped = withPendingClock(STATE, [queued(clock(600_000, false), 10)]);
    expect(clockAt(stopped, 25_000)).toEqual({ valueMs: 600_000, running: false, direction: 'up' });
  });

  it('is not made by other presses, nor by one that belongs to the past', () => {
    const goal: Operation = { op: 'publish', fact: { type: 'goal', data: { team: 'home' } } };
    const inserted: Operation = { ...clock(600_000), insertAfter: 2 } as Operation;
    expect(withPendingClock(STATE, [queued(goal, 10), queued(inserted, 11)])).toBe(STATE);
  });
});
