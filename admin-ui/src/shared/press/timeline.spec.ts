import type { StreamedEvent } from '../../../../src/core/protocol/event.js';
import { buildTimeline } from './timeline.js';

const time = (second: number): string => new Date(Date.UTC(2026, 5, 11, 18, 0, second)).toISOString();
const event = (seq: number, type: string, rest: Partial<StreamedEvent> = {}): StreamedEvent => ({
  seq,
  type,
  data: {},
  at: time(seq),
  occurredAt: time(seq),
  ...rest,
});
const seqs = (events: readonly StreamedEvent[]) => buildTimeline(events).map(({ seq }) => seq);

describe('buildTimeline', () => {
  it('shows a correction with what it corrects, not as a fact of its own', () => {
    const [goal, ...rest] = buildTimeline([
      event(1, 'goal', { data: { team: 'home', player: 'A' } }),
      event(2, 'amend', { target: 1, data: { team: 'home', player: 'B' }, reason: 'wrong man' }),
    ]);
    expect(rest).toEqual([]);
    expect(goal).toMatchObject({
      seq: 1,
      fact: { type: 'goal', data: { player: 'B' } },
      amendments: [{ seq: 2, reason: 'wrong man', before: { type: 'goal', data: { player: 'A' } } }],
    });
  });

  it('keeps a voided event visible, with the reason', () => {
    const [goal] = buildTimeline([event(1, 'goal'), event(2, 'void', { target: 1, reason: 'VAR' })]);
    expect(goal).toMatchObject({ fact: { type: 'goal' }, voided: { seq: 2, reason: 'VAR' } });
  });

  it('takes over a changed type, and a changed time only where one was given', () => {
    const [replaced] = buildTimeline([
      event(1, 'goal'),
      event(2, 'amend', { target: 1, amendedType: 'card', data: { color: 'red' } }),
    ]);
    expect(replaced).toMatchObject({ fact: { type: 'card' }, occurredAt: time(1) });
    const [moved] = buildTimeline([event(1, 'goal'), event(9, 'amend', { target: 1, occurredAt: time(3) })]);
    expect(moved?.occurredAt).toBe(time(3));
  });

  it('places what was inserted behind its anchor, several in the order of their seqs', () => {
    expect(
      seqs([
        event(1, 'period_start'),
        event(2, 'comment'),
        event(3, 'goal', { insertAfter: 1 }),
        event(4, 'card', { insertAfter: 1 }),
        event(5, 'comment', { insertAfter: 3 }),
      ]),
    ).toEqual([1, 3, 5, 4, 2]);
  });

  it('finds a place behind an anchor that is itself no fact, or older than what is shown', () => {
    expect(
      seqs([
        event(1, 'goal'),
        event(2, 'void', { target: 1 }),
        event(3, 'comment'),
        event(4, 'goal', { insertAfter: 2 }),
      ]),
    ).toEqual([1, 4, 3]);
    expect(seqs([event(7, 'comment'), event(8, 'goal', { insertAfter: 3 })])).toEqual([8, 7]);
  });
});
