import fc from 'fast-check';
import type { JsonObject } from '../json/json.js';
import { custom } from '../kinds/custom/custom.js';
import type { Kind } from '../kinds/kind.js';
import {
  Folder,
  checkpointFits,
  correctsFrom,
  effectiveEvents,
  fold,
  origin,
  type FoldPoint,
  type StoredEvent,
} from './fold.js';

/** Its state is the list of what it was given, so that any wrong event, order or value shows. */
const diary: Kind = {
  ...custom,
  dataIsPatch: false,
  initial: () => ({ log: '' }),
  reduce: (state, { seq, type, data, occurredAt }) => ({
    log: `${String(state['log'])}|${seq} ${type} ${String(data['value'])} ${occurredAt}`,
  }),
};
const feed = { kind: diary, config: {} };

const time = (second: number): string => new Date(Date.UTC(2022, 11, 18, 15, 0, second)).toISOString();

interface Draw {
  readonly act: 'plain' | 'amend' | 'void' | 'insert';
  readonly pick: number;
  readonly value: number;
  readonly retype: boolean;
  readonly retime: boolean;
}

const draws = fc.array(
  fc.record<Draw>({
    act: fc.constantFrom('plain', 'plain', 'plain', 'amend', 'void', 'insert'),
    pick: fc.nat(),
    value: fc.nat({ max: 99 }),
    retype: fc.boolean(),
    retime: fc.boolean(),
  }),
  { maxLength: 40 },
);

/** A log as publishers may write it: only what is neither a correction nor voided is corrected. */
function logOf(drawn: readonly Draw[]): StoredEvent[] {
  const events: StoredEvent[] = [];
  const voided = new Set<number>();
  for (const { act, pick, value, retype, retime } of drawn) {
    const seq = events.length + 1;
    const base = { seq, data: { value }, at: time(seq), occurredAt: time(seq) };
    const targets = events.filter((event) => event.target === undefined && !voided.has(event.seq));
    const target = targets[pick % Math.max(1, targets.length)]?.seq;
    if (act === 'insert') events.push({ ...base, type: 'late', insertAfter: pick % seq });
    else if (act === 'plain' || target === undefined) events.push({ ...base, type: 'plain' });
    else if (act === 'void') {
      voided.add(target);
      events.push({ ...base, type: 'void', target, data: {} });
    } else {
      const changed = {
        ...(retype ? { amendedType: 'other' } : {}),
        ...(retime ? { occurredAt: time(1_000 + seq) } : {}),
      };
      events.push({ ...base, type: 'amend', target, ...changed });
    }
  }
  return events;
}

/** The corrected list by its definition, built quite otherwise: by editing an array, correction after correction. */
function correctedList(events: readonly StoredEvent[]): string {
  interface Line {
    readonly seq: number;
    readonly parent: number | undefined;
    text: string | undefined;
    type: string;
    occurredAt: string;
  }
  const lines: Line[] = [{ seq: 0, parent: undefined, text: undefined, type: '', occurredAt: '' }];
  const at = (seq: number): number => lines.findIndex((line) => line.seq === seq);
  const descends = (line: Line | undefined, seq: number): boolean =>
    line?.parent !== undefined && (line.parent === seq || descends(lines[at(line.parent)], seq));
  for (const event of events) {
    const line: Line = {
      seq: event.seq,
      parent: event.insertAfter,
      text: undefined,
      type: event.type,
      occurredAt: event.occurredAt,
    };
    if (event.target === undefined) line.text = String(event.data['value']);
    else {
      const target = lines[at(event.target)] as Line;
      if (event.type === 'void') target.text = undefined;
      else {
        target.text = String(event.data['value']);
        if (event.amendedType) target.type = event.amendedType;
        if (event.occurredAt !== event.at) target.occurredAt = event.occurredAt;
      }
    }
    let place = lines.length;
    if (event.insertAfter !== undefined) {
      place = at(event.insertAfter) + 1;
      while (descends(lines[place], event.insertAfter)) place++;
    }
    lines.splice(place, 0, line);
  }
  return lines
    .filter(({ text }) => text !== undefined)
    .map(({ seq, type, text, occurredAt }) => `|${seq} ${type} ${text} ${occurredAt}`)
    .join('');
}

describe('the fold', () => {
  it('with any corrections is the fold of the corrected list', () => {
    fc.assert(
      fc.property(draws, (drawn) => {
        const events = logOf(drawn);
        expect(fold(feed, origin(feed), events)).toEqual({
          seq: events.length,
          state: { log: correctedList(events) },
        });
      }),
      { numRuns: 500 },
    );
  });

  it('from any checkpoint that fits is the fold from zero, at each seq', () => {
    fc.assert(
      fc.property(draws, (drawn) => {
        const events = logOf(drawn);
        const fromZero = (seq: number): FoldPoint => fold(feed, origin(feed), events.slice(0, seq));
        const checkpoints = Array.from({ length: Math.floor(events.length / 3) + 1 }, (_, index) =>
          fromZero(index * 3),
        );
        for (let seq = 0; seq <= events.length; seq++) {
          const expected = fromZero(seq);
          for (const checkpoint of checkpoints) {
            const run = events.slice(checkpoint.seq, seq);
            if (checkpoint.seq > seq || !checkpointFits(checkpoint.seq, run)) continue;
            expect(fold(feed, checkpoint, run)).toEqual(expected);
          }
        }
      }),
    );
  });

  it('may not start from a checkpoint that a later correction changes', () => {
    const row = (seq: number, more: Partial<StoredEvent>): StoredEvent => ({
      ...{ seq, type: 'plain', data: {}, at: time(seq), occurredAt: time(seq) },
      ...more,
    });
    expect(checkpointFits(3, [row(4, {})])).toBe(true);
    expect(checkpointFits(3, [row(5, { type: 'void', target: 4 })])).toBe(true);
    expect(checkpointFits(3, [row(5, { type: 'void', target: 3 })])).toBe(false);
    expect(checkpointFits(3, [row(5, { insertAfter: 3 })])).toBe(false);
    expect(checkpointFits(0, [row(1, { insertAfter: 0 })])).toBe(true);
    expect(correctsFrom(row(1, { insertAfter: 0 }))).toBe(0);
    expect(correctsFrom(row(1, {}))).toBeUndefined();
  });

  it('never changes a state that somebody has seen, where data is the patch', () => {
    const foldable = { kind: custom, config: {} };
    const folder = new Folder(foldable, { seq: 0, state: { a: { n: 0 } } });
    const row = (seq: number, data: JsonObject): StoredEvent => {
      return { seq, type: 'set', data, at: time(seq), occurredAt: time(seq) };
    };
    folder.append(row(1, { a: { n: 1 }, b: 1 }));
    folder.append(row(2, { a: { m: 2 } }));
    const seen = folder.state;
    folder.append(row(3, { a: { n: 3 }, b: null }));
    expect(seen).toEqual({ a: { n: 1, m: 2 }, b: 1 });
    expect(folder.state).toEqual({ a: { n: 3, m: 2 } });
  });

  it('of pages holds no more than their corrections, and comes to the same', () => {
    fc.assert(
      fc.property(draws, (drawn) => {
        const events = logOf(drawn);
        const corrections = events.filter((event) => correctsFrom(event) !== undefined);
        const folder = new Folder(feed, origin(feed), corrections);
        for (const event of events) folder.append(event);
        expect(folder.state).toEqual(fold(feed, origin(feed), events).state);
        expect(folder.seq).toBe(events.length);
      }),
    );
  });

  it('shows candles the same events in the same order', () => {
    fc.assert(
      fc.property(draws, (drawn) => {
        const events = logOf(drawn);
        const text = effectiveEvents(events).map(
          ({ seq, type, data, occurredAt }) => `|${seq} ${type} ${String(data['value'])} ${occurredAt}`,
        );
        expect(text.join('')).toBe(fold(feed, origin(feed), events).state['log']);
      }),
    );
  });

  it('keeps of several amends what each left out as the one before had it', () => {
    const events: StoredEvent[] = [];
    const row = (seq: number, value: number, more: Partial<StoredEvent>): StoredEvent => ({
      ...{ seq, type: 'amend', data: { value }, at: time(seq), occurredAt: time(seq), target: 1 },
      ...more,
    });
    events.push({ seq: 1, type: 'plain', data: { value: 1 }, at: time(1), occurredAt: time(0) });
    events.push(row(2, 2, { amendedType: 'other', occurredAt: time(50) }), row(3, 3, {}));
    expect(fold(feed, origin(feed), events).state['log']).toBe(`|1 other 3 ${time(50)}`);
    events.push(row(4, 4, { occurredAtGiven: true }));
    expect(fold(feed, origin(feed), events).state['log']).toBe(`|1 other 4 ${time(4)}`);
  });

  it('goes through a long chain of late events, each behind the one before', () => {
    const events = Array.from({ length: 20_000 }, (_, index): StoredEvent => {
      const seq = index + 1;
      return { seq, type: 'late', data: { n: seq }, at: time(0), occurredAt: time(0), insertAfter: index };
    });
    const counting = { kind: custom, config: {} };
    expect(fold(counting, origin(counting), events).state).toEqual({ n: 20_000 });
  });

  it('refuses gaps, repeats and corrections that it was not told of', () => {
    const plain: StoredEvent = { seq: 1, type: 'plain', data: {}, at: time(1), occurredAt: time(1) };
    const folder = new Folder(feed, origin(feed));
    expect(() => folder.append({ ...plain, seq: 2 })).toThrow('cannot follow');
    folder.append(plain);
    expect(() => folder.append(plain)).toThrow('cannot follow');
    expect(() => folder.append({ ...plain, seq: 2, type: 'void', target: 1 })).toThrow('not announced');
    expect(folder.seq).toBe(1);
  });
});
