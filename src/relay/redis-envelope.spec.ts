import fc from 'fast-check';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import { ENVELOPE_VERSION, messageWeight, open, split } from './redis-envelope.js';

const at = '2026-01-01T00:00:00.000Z';

function eventsOf(seqs: readonly number[], text = ''): Extract<RelayMessage, { type: 'events' }> {
  const events = seqs.map((seq) => ({ feed: 'a', seq, type: 'tick', data: { text }, at, occurredAt: at }));
  return { type: 'events', feed: 'a', epoch: 'one', events };
}

function envelope(...messages: readonly unknown[]): unknown {
  return JSON.parse(JSON.stringify({ v: ENVELOPE_VERSION, messages }));
}

describe('an envelope between nodes', () => {
  it('gives back what was put in', () => {
    const messages: RelayMessage[] = [
      eventsOf([4, 5, 6]),
      { type: 'feed', feed: 'a', revision: 2, tags: [] },
      { type: 'heartbeat', feed: 'a', at },
    ];
    expect(open(envelope(...messages))).toEqual({ messages, skipped: [] });
  });

  it('is read without a throw whatever it holds, and gives only what a hub can use', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (anything, list) => {
        expect(open(anything).messages).toEqual([]);
        const { messages, skipped } = open({ v: ENVELOPE_VERSION, messages: [...list, eventsOf([1])] });
        expect(messages).toEqual([eventsOf([1])]);
        expect(skipped).toHaveLength(list.length);
      }),
    );
  });

  it('loses a message of which any part is missing or of another type', () => {
    const paths = ['type', 'feed', 'epoch', 'events'] as const;
    const parts = ['feed', 'seq', 'type', 'data', 'at', 'occurredAt'] as const;
    for (const wrong of [undefined, null, 7.5, [], '']) {
      for (const path of paths) {
        expect(open(envelope({ ...eventsOf([1]), [path]: wrong })).messages).toEqual([]);
      }
      for (const part of parts) {
        const events = [{ ...eventsOf([1]).events[0], [part]: wrong }];
        expect(open(envelope({ ...eventsOf([1]), events })).messages).toEqual([]);
      }
    }
  });
});

describe('splitting what is too long for one publish', () => {
  it('keeps every event once and in order, and each run within the limit unless it is one event', () => {
    const lengths = fc.array(fc.nat(400), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 100, max: 3000 }), (texts, limit) => {
        const events = texts.flatMap((length, index) => eventsOf([index + 1], 'x'.repeat(length)).events);
        const message = { ...eventsOf([1]), events };
        const pieces = split(message, limit) as readonly (typeof message)[];
        expect(pieces.flatMap((piece) => piece.events)).toEqual(events);
        for (const piece of pieces) {
          if (piece.events.length > 1) expect(messageWeight(piece)).toBeLessThanOrEqual(limit + 100);
        }
      }),
    );
  });

  it('leaves alone what fits', () => {
    const message = eventsOf([1, 2, 3]);
    expect(split(message, 10_000)).toEqual([message]);
  });
});
