import fc from 'fast-check';
import type { JsonObject } from '../json/json.js';
import { applyPatch } from '../json/merge-patch.js';
import type { LoggedEvent } from '../protocol/event.js';
import { Timeline } from './timeline.js';

const LIMITS = { recentEvents: 5, recentWeight: 100_000, reorderEvents: 50, reorderWeight: 100_000 };
const ORIGIN = { epoch: 'one', seq: 0, state: {}, at: '2026-01-01T00:00:00.000Z' };

function eventOf(seq: number, data: JsonObject = { n: seq }, patch?: JsonObject): LoggedEvent {
  const at = new Date(Date.UTC(2026, 0, 1) + seq * 1000).toISOString();
  return { feed: 'a', seq, type: 'set', data, at, occurredAt: at, ...(patch ? { patch } : {}) };
}

function started(limits = LIMITS): Timeline {
  const timeline = new Timeline(limits);
  timeline.reset(ORIGIN, false);
  return timeline;
}

describe('a timeline', () => {
  it('gives every event once and in order, whatever the order and the repetitions of their arrival', () => {
    const arrival = fc.integer({ min: 1, max: 30 }).chain((count) =>
      fc.tuple(
        fc.constant(count),
        fc.array(fc.integer({ min: 1, max: count }), { maxLength: 80 }),
        fc.shuffledSubarray(
          Array.from({ length: count }, (_, index) => index + 1),
          { minLength: count },
        ),
      ),
    );
    fc.assert(
      fc.property(arrival, ([count, noise, complete]) => {
        const timeline = started();
        const given: number[] = [];
        for (const seq of [...noise, ...complete]) {
          timeline.reveal(seq);
          timeline.offer(eventOf(seq));
          timeline.advance();
          given.push(...timeline.takeFresh().map((event) => event.seq));
        }
        expect(given).toEqual(Array.from({ length: count }, (_, index) => index + 1));
        expect(timeline.state).toEqual({ n: count });
        expect(timeline.waiting).toBe(0);
        expect(timeline.behind).toBe(false);
      }),
    );
  });

  it('keeps the state by patches, and by the data itself where an event has none', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            data: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer()),
            patch: fc.option(
              fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.integer(), fc.constant(null))),
              {
                nil: undefined,
              },
            ),
          }),
          { maxLength: 20 },
        ),
        (changes) => {
          const timeline = started();
          let state: JsonObject = {};
          changes.forEach(({ data, patch }, index) => {
            timeline.reveal(index + 1);
            timeline.offer(eventOf(index + 1, data, patch));
            state = applyPatch(state, patch ?? data);
          });
          timeline.advance();
          expect(timeline.state).toEqual(state);
        },
      ),
    );
  });

  it('shows nothing beyond the head, and everything up to it once that is revealed', () => {
    const timeline = started();
    for (const seq of [1, 2, 3]) timeline.offer(eventOf(seq));
    timeline.advance();
    expect([timeline.seq, timeline.hasFresh]).toEqual([0, false]);
    expect(timeline.next?.seq).toBe(1);
    timeline.reveal(2);
    timeline.advance();
    expect(timeline.takeFresh().map(({ seq }) => seq)).toEqual([1, 2]);
    timeline.reveal(1);
    expect(timeline.head).toBe(2);
  });

  it('reports repetitions and does not let them take up space', () => {
    const timeline = started();
    timeline.reveal(2);
    expect(timeline.offer(eventOf(2))).toBe('kept');
    expect(timeline.offer(eventOf(2))).toBe('duplicate');
    expect(timeline.offer(eventOf(1))).toBe('kept');
    timeline.advance();
    expect(timeline.offer(eventOf(1))).toBe('duplicate');
    expect(timeline.offer(eventOf(2))).toBe('duplicate');
    expect(timeline.waiting).toBe(0);
  });

  it('knows that something is missing', () => {
    const timeline = started();
    timeline.reveal(2);
    timeline.offer(eventOf(2));
    timeline.advance();
    expect([timeline.seq, timeline.behind]).toEqual([0, true]);
  });

  it('keeps what was held for it through a reset, if that is of the same history', () => {
    const timeline = new Timeline(LIMITS);
    for (const seq of [4, 5, 6]) timeline.hold(eventOf(seq));
    timeline.reset({ ...ORIGIN, seq: 4, state: { n: 4 } }, true);
    timeline.revealEarly();
    timeline.advance();
    expect(timeline.takeFresh().map(({ seq }) => seq)).toEqual([5, 6]);
    timeline.hold(eventOf(9));
    timeline.reset({ ...ORIGIN, epoch: 'two' }, false);
    timeline.revealEarly();
    expect([timeline.waiting, timeline.head, timeline.seq]).toEqual([0, 0, 0]);
  });

  it('never changes a state that somebody has seen', () => {
    const timeline = started();
    timeline.reveal(5);
    timeline.offer(eventOf(1, { a: { n: 1 } }));
    const { state } = timeline.held;
    timeline.offer(eventOf(2, { a: { n: 2 } }));
    timeline.offer(eventOf(3, { a: { m: 3 }, b: 3 }));
    const seen = timeline.state;
    timeline.offer(eventOf(4, { a: null, c: 4 }));
    expect([state, seen, timeline.state]).toEqual([
      { a: { n: 1 } },
      { a: { n: 2, m: 3 }, b: 3 },
      { b: 3, c: 4 },
    ]);
  });

  it('serves recent events from memory as far as its bounds reach', () => {
    const timeline = started();
    for (let seq = 1; seq <= 8; seq++) {
      timeline.reveal(seq);
      timeline.offer(eventOf(seq));
    }
    expect(timeline.recentAfter(3)?.map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8]);
    expect(timeline.recentAfter(2)).toBeUndefined();
    expect(timeline.recentAfter(8)).toEqual([]);
    expect(timeline.recentAfter(9)).toBeUndefined();
    expect(timeline.standing(1).covers(3)).toBe(true);
    expect(timeline.standing(1).covers(2)).toBe(false);
  });
});
