import { clockAt } from '../../../shared/feed/clock.js';
import type { Operation, Press } from '../../../shared/press/press.js';
import { flowOf } from './flow.js';
import { factsToCome, withComing } from './pending.js';
import { basketball } from './sports/basketball.js';
import { football } from './sports/football.js';
import { tennis } from './sports/tennis.js';

const at = (second: number): string => new Date(second * 1_000).toISOString();
const queued = (
  operation: Operation,
  second: number,
  id = `${JSON.stringify(operation)} ${second}`,
): Press => ({ id, operation, occurredAt: at(second), seenSeq: 3 });
const publish = (type: string, data: Record<string, string | number | boolean>): Operation => ({
  op: 'publish',
  fact: { type, data },
});
const clock = (valueMs: number, running = true): Operation => publish('clock', { running, valueMs });

const { fold } = football;
const CONFIG = { home: { name: 'Rovers' }, away: { name: 'United' } };
const STATE = {
  ...fold.initial(CONFIG),
  status: 'live',
  period: 'first_half',
  scoreByPeriod: { first_half: { home: 0, away: 0 } },
  clock: { direction: 'up', running: true, anchorAt: at(0), valueMs: 0 },
};
const seen = (...items: readonly Press[]) => withComing(fold, STATE, CONFIG, [], factsToCome(items));
const nextStep = (...items: readonly Press[]) =>
  flowOf(football, { state: seen(...items), config: CONFIG, now: 0 }).next;

describe('a clock that waits to be published', () => {
  it('is the one that runs for the editor, from the moment of its press', () => {
    const state = seen(queued(clock(600_000), 10), queued(clock(1_200_000), 20));
    expect(clockAt(state, 25_000)).toEqual({ valueMs: 1_205_000, running: true, direction: 'up' });
    const stopped = seen(queued(clock(600_000, false), 10));
    expect(clockAt(stopped, 25_000)).toEqual({ valueMs: 600_000, running: false, direction: 'up' });
  });

  it('is not made by other presses, nor by one that belongs to the past', () => {
    const inserted: Operation = { ...clock(600_000), insertAfter: 2 } as Operation;
    expect(seen(queued(publish('goal', { team: 'home' }), 10), queued(inserted, 11))).toBe(STATE);
  });
});

describe('a step that waits to be published', () => {
  const ends = publish('period_end', { period: 'first_half' });
  const pauses = publish('status', { status: 'break' });

  it('is not offered again: the next one is', () => {
    expect(nextStep()).toEqual({ kind: 'end', period: 'first_half' });
    expect(nextStep(queued(ends, 10), queued(pauses, 10))).toEqual({ kind: 'start', period: 'second_half' });
    expect(clockAt(seen(queued(ends, 10)), 60_000)?.valueMs).toBe(10_000);
  });

  it('turns the possession for the next press too', () => {
    const turned = factsToCome([queued(publish('possession', { team: 'away' }), 10)]);
    const state = { ...basketball.fold.initial(CONFIG), possession: 'home' };
    expect(withComing(basketball.fold, state, CONFIG, [], turned)).toMatchObject({ possession: 'away' });
  });

  it('lets the other side serve behind the point that wins a game', () => {
    const points = [1, 2, 3, 4].map((n) => queued(publish('point', { winner: 'home' }), n, `p${n}`));
    const state = { ...tennis.fold.initial(CONFIG), status: 'live', period: '1', server: 'home' };
    const behind = (count: number) =>
      withComing(tennis.fold, state, CONFIG, [], factsToCome(points.slice(0, count)))['server'];
    expect([3, 4].map(behind)).toEqual(['home', 'away']);
  });

  it('changes nothing more when it is public already', () => {
    const once = seen(queued(ends, 10), queued(pauses, 10));
    const twice = seen(...[1, 2].flatMap((n) => [queued(ends, 10, `e${n}`), queued(pauses, 10, `p${n}`)]));
    expect(twice).toEqual(once);
  });

  it('is offered again once it is taken back, and is another one once it is replaced', () => {
    const first = {
      op: 'void',
      target: { press: 'wrong' },
      before: { type: 'period_end', data: {} },
      reason: 'x',
    } as const;
    expect(nextStep(queued(ends, 10, 'wrong'), queued(first, 11))).toEqual({
      kind: 'end',
      period: 'first_half',
    });
    const amended: Operation = {
      op: 'amend',
      target: { press: 'wrong' },
      fact: { type: 'status', data: { status: 'suspended' } },
      before: { type: 'status', data: { status: 'break' } },
      reason: 'x',
    };
    expect(seen(queued(pauses, 10, 'wrong'), queued(amended, 11))['status']).toBe('suspended');
  });

  it('is offered again also when it was published already, though nobody here has seen it', () => {
    const published: Press = { ...queued(ends, 10), seq: 4 };
    const undone: Operation = {
      op: 'void',
      target: { seq: 4 },
      before: { type: 'period_end', data: {} },
      reason: 'x',
    };
    expect(nextStep(published)).toEqual({ kind: 'start', period: 'second_half' });
    expect(nextStep(published, queued(undone, 11))).toEqual({ kind: 'end', period: 'first_half' });
  });
});
