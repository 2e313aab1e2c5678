import fc from 'fast-check';
import { effectiveEvents, fold, origin } from '../../src/core/feed/fold.js';
import type { JsonObject } from '../../src/core/json/json.js';
import { applyPatch } from '../../src/core/json/merge-patch.js';
import type { Kind, KindName } from '../../src/core/kinds/kind.js';
import { quote } from '../../src/core/kinds/quote/quote.js';
import { AppError } from '../../src/core/protocol/errors.js';
import type { LoggedEvent } from '../../src/core/protocol/event.js';
import type { RelayMessage } from '../../src/core/protocol/relay-message.js';
import {
  LIVE,
  type AppendOutcome,
  type AppendRequest,
  type Candle,
  type EventLog,
  type NewFeed,
  type Operation,
} from '../../src/event-log/event-log.js';
import { waitFor } from '../support/wait-for.js';
import { journal, kindsWithJournal } from './journal-kind.js';

export interface LogUnderTest {
  readonly log: EventLog;
  close(): Promise<void>;
}

export interface LogOptions {
  readonly kindOf: (name: KindName) => Kind;
  readonly checkpointEvery: number;
  readonly maxStateSize: number;
}

let feeds = 0;

function newFeed(change: Partial<NewFeed> = {}): NewFeed {
  return {
    id: `journal-${++feeds}`,
    kind: 'tennis',
    title: 'A journal',
    tags: [],
    config: {},
    publicDelaySeconds: 0,
    holdSeconds: 0,
    ...change,
  };
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

function committed(outcome: AppendOutcome): LoggedEvent {
  if (outcome.status === 'held') throw new Error('It was held.');
  return outcome.event;
}

/** Every implementation of the port keeps these promises. */
export function eventLogContract(name: string, open: (options: LogOptions) => Promise<LogUnderTest>): void {
  describe(`The event log ${name}`, () => {
    let under: LogUnderTest;
    let log: EventLog;
    const heard: RelayMessage[] = [];

    beforeAll(async () => {
      under = await open({ kindOf: kindsWithJournal, checkpointEvery: 3, maxStateSize: 200_000 });
      log = under.log;
      log.onCommitted((message) => heard.push(message));
    }, 60_000);
    afterAll(async () => under.close(), 30_000);
    beforeEach(() => void heard.splice(0));

    const create = async (change: Partial<NewFeed> = {}): Promise<string> =>
      (await log.createFeed(newFeed(change))).id;
    const append = (
      feed: string,
      operation: Operation,
      more: Partial<AppendRequest> = {},
    ): Promise<AppendOutcome> => log.append({ feed, operation, actor: 'test', ...more });
    const note = async (feed: string, n: number, more: Partial<AppendRequest> = {}): Promise<LoggedEvent> =>
      committed(await append(feed, { op: 'publish', type: 'note', data: { n } }, more));
    const late = async (feed: string, n: number, insertAfter: number): Promise<LoggedEvent> =>
      committed(await append(feed, { op: 'publish', type: 'note', data: { n }, insertAfter }));
    const amend = async (feed: string, target: number, n: number): Promise<LoggedEvent> =>
      committed(await append(feed, { op: 'amend', target, data: { n }, reason: 'wrong' }));
    const strike = async (feed: string, target: number): Promise<LoggedEvent> =>
      committed(await append(feed, { op: 'void', target, reason: 'wrong' }));
    const state = async (feed: string): Promise<JsonObject> => (await log.state(feed, {}, LIVE)).state;
    const entries = async (feed: string): Promise<JsonObject> => (await state(feed))['entries'] as JsonObject;
    const all = async (feed: string): Promise<readonly LoggedEvent[]> =>
      (await log.read(feed, { after: 0, limit: 5_000, view: LIVE })).events;

    describe('appending', () => {
      it('numbers events from 1 without a gap, in the order of the calls', async () => {
        const feed = await create();
        const events = await Promise.all(Array.from({ length: 50 }, (_, n) => note(feed, n)));
        expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
        expect((await all(feed)).map(({ data }) => data['n'])).toEqual(events.map((_, n) => n));
        expect(await all(feed)).toEqual(events);
      });

      it('keeps the order of the calls when corrections are among them', async () => {
        const feed = await create();
        const events = await Promise.all([
          note(feed, 1),
          note(feed, 2),
          amend(feed, 1, 9),
          note(feed, 3),
          strike(feed, 2),
        ]);
        expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
        expect(Object.keys(await entries(feed))).toEqual(['1', '4']);
      });

      it('never lets commit time fall with seq, and takes it for occurredAt where none is given', async () => {
        const feed = await create();
        const events = await Promise.all([note(feed, 1), note(feed, 2), note(feed, 3)]);
        const times = events.map(({ at }) => at);
        expect(times).toEqual([...times].sort());
        expect(events.map(({ occurredAt }) => occurredAt)).toEqual(times);
        expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      });

      it('shows what was committed to listeners in order before the publisher is answered', async () => {
        const feed = await create();
        heard.splice(0);
        let heardBefore = 0;
        await note(feed, 1).then(() => (heardBefore = heard.length));
        await Promise.all([note(feed, 2), note(feed, 3)]);
        expect(heardBefore).toBe(1);
        const events = heard.flatMap((message) => (message.type === 'events' ? message.events : []));
        expect(events).toEqual(await all(feed));
        expect(
          heard.every(
            (message) => message.type === 'events' && message.epoch === heard[0]?.['epoch' as never],
          ),
        ).toBe(true);
      });

      it('brings occurredAt to UTC with milliseconds and refuses what is no time', async () => {
        const feed = await create();
        const publish = (occurredAt: string): Promise<AppendOutcome> =>
          append(feed, { op: 'publish', type: 'note', data: { n: 1 }, occurredAt });
        expect(committed(await publish('2024-02-29T23:30:00.1234+01:00')).occurredAt).toBe(
          '2024-02-29T22:30:00.123Z',
        );
        expect(committed(await publish('0001-01-01T00:00:00Z')).occurredAt).toBe('0001-01-01T00:00:00.000Z');
        expect((await all(feed))[1]?.occurredAt).toBe('0001-01-01T00:00:00.000Z');
        for (const wrong of ['2023-02-29T00:00:00Z', '0000-12-31T00:00:00Z', 'yesterday', '2024-01-01']) {
          const error = await refusal(publish(wrong));
          expect([error.code, error.errors?.[0]?.path]).toEqual(['validation_failed', 'occurredAt']);
        }
      });

      it('lets a refused item fail alone', async () => {
        const feed = await create();
        const other = await create();
        const results = await Promise.allSettled([
          note(feed, 1),
          append(feed, { op: 'publish', type: 'note', data: { n: 'x' } }),
          note('no-such-feed', 1),
          note(other, 1),
          note(feed, 2),
        ]);
        expect(results.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'rejected',
          'fulfilled',
          'fulfilled',
        ]);
        expect((results[1] as PromiseRejectedResult).reason).toMatchObject({
          code: 'validation_failed',
          errors: [{ path: 'data.n', message: 'must be a number' }],
        });
        expect((results[2] as PromiseRejectedResult).reason).toMatchObject({ code: 'not_found' });
        expect(await all(feed)).toHaveLength(2);
      });

      it('refuses a state that would grow over its bound, and goes on', async () => {
        const feed = await create({ kind: 'custom' });
        const put = (key: string, size: number): Promise<AppendOutcome> =>
          append(feed, { op: 'publish', type: 'set', data: { [key]: 'x'.repeat(size) } });
        await put('a', 150_000);
        expect((await refusal(put('b', 150_000))).errors?.[0]?.path).toBe('data');
        await put('a', 190_000);
        expect(Object.keys(await state(feed))).toEqual(['a']);
        expect((await all(feed)).map(({ patch }) => patch)).toEqual([undefined, undefined]);
      });

      it('refuses everything on a final feed but what its kind lets through', async () => {
        const feed = await create();
        await note(feed, 1);
        await append(feed, { op: 'publish', type: 'end', data: {} });
        for (const attempt of [note(feed, 2), amend(feed, 1, 2), strike(feed, 1), late(feed, 3, 1)]) {
          expect((await refusal(attempt)).code).toBe('conflict');
        }
        expect(await all(feed)).toHaveLength(2);
      });

      it('appends under If-Match only at that head, which it tells otherwise', async () => {
        const feed = await create();
        await note(feed, 1, { ifMatch: 0 });
        const error = await refusal(note(feed, 2, { ifMatch: 0 }));
        expect([error.code, error.extensions]).toEqual(['precondition_failed', { head: 1 }]);
        const racers = await Promise.allSettled([1, 2, 3].map((n) => note(feed, n, { ifMatch: 1 })));
        expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        await append(feed, { op: 'void', target: 1, reason: 'r' }, { ifMatch: 2 });
      });
    });

    describe('idempotency keys', () => {
      it('make one event of 200 concurrent retries', async () => {
        const feed = await create();
        const outcomes = await Promise.all(
          Array.from({ length: 200 }, () =>
            append(feed, { op: 'publish', type: 'note', data: { n: 1, a: 2 } }, { idempotencyKey: 'k' }),
          ),
        );
        expect(outcomes.filter(({ status }) => status === 'committed')).toHaveLength(1);
        expect(new Set(outcomes.map((outcome) => committed(outcome).seq))).toEqual(new Set([1]));
        expect(await all(feed)).toHaveLength(1);
      });

      it('answer a replay with the first event, also much later and whatever the order of its members', async () => {
        const feed = await create();
        const first = await append(
          feed,
          { op: 'publish', type: 'note', data: { n: 1, b: 2 } },
          { idempotencyKey: 'k' },
        );
        await note(feed, 2);
        const replay = await append(
          feed,
          { op: 'publish', type: 'note', data: { b: 2, n: 1 } },
          { idempotencyKey: 'k', ifMatch: 77 },
        );
        expect(replay).toEqual({ status: 'replayed', event: committed(first) });
      });

      it('refuse another request, also one that is invalid', async () => {
        const feed = await create();
        await note(feed, 1, { idempotencyKey: 'k' });
        const others: Operation[] = [
          { op: 'publish', type: 'note', data: { n: 2 } },
          { op: 'publish', type: 'note', data: { n: 'x' } },
          { op: 'publish', type: 'note', data: { n: 1 }, occurredAt: '2024-01-01T00:00:00Z' },
          { op: 'publish', type: 'note', data: { n: 1 }, insertAfter: 0 },
          { op: 'void', target: 1, reason: 'r' },
        ];
        for (const operation of others) {
          const error = await refusal(append(feed, operation, { idempotencyKey: 'k' }));
          expect(error.code).toBe('idempotency_mismatch');
        }
        expect(await all(feed)).toHaveLength(1);
      });

      it('are not bound by a refused request, and belong to one feed', async () => {
        const feed = await create();
        const other = await create();
        await refusal(
          append(feed, { op: 'publish', type: 'note', data: { n: 'x' } }, { idempotencyKey: 'k' }),
        );
        await refusal(note(feed, 1, { idempotencyKey: 'k', ifMatch: 5 }));
        expect((await note(feed, 2, { idempotencyKey: 'k' })).seq).toBe(1);
        expect((await note(other, 3, { idempotencyKey: 'k' })).seq).toBe(1);
      });

      it('hold for corrections too', async () => {
        const feed = await create();
        await note(feed, 1);
        const operation: Operation = { op: 'void', target: 1, reason: 'r' };
        const outcomes = await Promise.all(
          [1, 2, 3].map(() => append(feed, operation, { idempotencyKey: 'k' })),
        );
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['committed', 'replayed', 'replayed']);
        expect(await all(feed)).toHaveLength(2);
      });
    });

    describe('corrections', () => {
      it('change the state at the place of their target and keep history as it was', async () => {
        const feed = await create();
        const first = await note(feed, 1);
        await note(feed, 2);
        const correction = await amend(feed, 1, 5);
        expect(correction).toMatchObject({
          seq: 3,
          type: 'amend',
          target: 1,
          reason: 'wrong',
          data: { n: 5 },
        });
        expect((await all(feed))[0]).toEqual(first);
        expect(await entries(feed)).toMatchObject({ 1: { n: 5, at: first.occurredAt }, 2: { n: 2 } });
        const voided = await strike(feed, 2);
        expect(voided.patch).toMatchObject({ entries: { 2: null } });
        expect(Object.keys(await entries(feed))).toEqual(['1']);
      });

      it('amend type and time where these are given; the last one wins', async () => {
        const feed = await create();
        await note(feed, 1);
        const operation: Operation = {
          op: 'amend',
          target: 1,
          type: 'other',
          data: { n: 2 },
          occurredAt: '2024-01-01T00:00:00Z',
          reason: 'r',
        };
        const event = committed(await append(feed, operation));
        expect(event).toMatchObject({ amendedType: 'other', occurredAt: '2024-01-01T00:00:00.000Z' });
        await amend(feed, 1, 3);
        expect(await entries(feed)).toEqual({ 1: { type: 'other', n: 3, at: '2024-01-01T00:00:00.000Z' } });
      });

      it('validate the data of an amend against the type that holds', async () => {
        const feed = await create();
        await note(feed, 1);
        const wrong: Operation = { op: 'amend', target: 1, data: { n: 'x' }, reason: 'r' };
        expect((await refusal(append(feed, wrong))).code).toBe('validation_failed');
        await append(feed, { ...wrong, type: 'free' });
        await append(feed, wrong);
        expect(await all(feed)).toHaveLength(3);
      });

      it('have a target that exists, is no correction and was not voided', async () => {
        const feed = await create();
        await note(feed, 1);
        await strike(feed, 1);
        const codes = async (target: number): Promise<readonly string[]> => [
          (await refusal(amend(feed, target, 1))).code,
          (await refusal(strike(feed, target))).code,
        ];
        expect(await codes(1)).toEqual(['conflict', 'conflict']);
        expect(await codes(2)).toEqual(['conflict', 'conflict']);
        expect(await codes(3)).toEqual(['not_found', 'not_found']);
        expect((await refusal(amend(feed, 0, 1))).code).toBe('validation_failed');
        expect((await refusal(late(feed, 1, 3))).code).toBe('validation_failed');
      });

      it('put a late event right behind the seq that it names, and amend it there', async () => {
        const feed = await create();
        for (const n of [1, 2, 3]) await note(feed, n);
        const inserted = await late(feed, 9, 1);
        expect(inserted).toMatchObject({ seq: 4, insertAfter: 1 });
        expect(inserted.patch).toBeDefined();
        const other = await create();
        await note(other, 1);
        expect(await state(feed)).toEqual((await folded(feed, 4)).state);
        await amend(feed, 4, 10);
        await late(feed, 11, 0);
        await late(feed, 12, 4);
        expect(await state(feed)).toEqual((await folded(feed, 7)).state);
        await strike(feed, 4);
        expect(Object.keys(await entries(feed))).not.toContain('4');
      });

      it('reach far behind many checkpoints', async () => {
        const feed = await create();
        await Promise.all(Array.from({ length: 700 }, (_, n) => note(feed, n)));
        await amend(feed, 2, 1_000);
        await late(feed, 5, 600);
        await strike(feed, 699);
        await note(feed, 3);
        expect(await state(feed)).toEqual((await folded(feed, 704)).state);
      });

      const folded = async (feed: string, seq: number): Promise<{ state: JsonObject }> => {
        const foldable = { kind: journal, config: {} };
        return fold(foldable, origin(foldable), (await all(feed)).slice(0, seq));
      };

      it('leave state at every seq what was known then, and patches that lead from each to the next', async () => {
        const step = fc.record({
          op: fc.constantFrom('note', 'note', 'note', 'amend', 'void', 'late', 'ignored'),
          n: fc.integer({ min: 0, max: 50 }),
          of: fc.nat(),
        });
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
            const feed = await create();
            for (const [index, { op, n, of }] of steps.entries()) {
              const target = (of % (index + 1)) + 1;
              const operation: Operation =
                op === 'amend'
                  ? { op, target, data: { n }, reason: 'r' }
                  : op === 'void'
                    ? { op, target, reason: 'r' }
                    : {
                        op: 'publish',
                        type: 'note',
                        data: op === 'ignored' ? { n, ignored: true } : { n },
                        ...(op === 'late' ? { insertAfter: target - 1 } : {}),
                      };
              await append(feed, operation).catch((error: unknown) => {
                if (!(error instanceof AppError) || error.retryable) throw error;
              });
            }
            await expectConvergence(feed, journal);
          }),
          { numRuns: 12 },
        );
      }, 60_000);

      const expectConvergence = async (feed: string, kind: Kind): Promise<void> => {
        const events = await all(feed);
        const foldable = { kind, config: {} };
        let patched = kind.initial({});
        for (const event of events) {
          patched = applyPatch(patched, event.patch ?? event.data);
          const known = fold(foldable, origin(foldable), events.slice(0, event.seq)).state;
          const answer = await log.state(feed, { seq: event.seq }, LIVE);
          expect({ seq: event.seq, state: answer.state, at: answer.at }).toEqual({
            seq: event.seq,
            state: known,
            at: event.at,
          });
          expect(patched).toEqual(known);
        }
      };
    });

    describe('reading', () => {
      it('gives pages without a gap, and none beyond the head', async () => {
        const feed = await create();
        await Promise.all(Array.from({ length: 1_100 }, (_, n) => note(feed, n)));
        const page = await log.read(feed, { after: 50, limit: 1_000, view: LIVE });
        expect(page.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 51));
        expect(page).toMatchObject({ head: 1_100, firstSeq: 1, epoch: await log.epoch() });
        expect((await log.read(feed, { after: 1_100, limit: 10, view: LIVE })).events).toEqual([]);
        expect((await log.read(feed, { after: 2_000, limit: 10, view: LIVE })).events).toEqual([]);
        expect((await log.read(feed, { after: 1_099, limit: 10, view: LIVE })).events).toHaveLength(1);
      });

      it('finds one event, and nothing that is not there', async () => {
        const feed = await create();
        const event = await note(feed, 1);
        expect(await log.event(feed, 1, LIVE)).toEqual(event);
        for (const seq of [0, 2, -1])
          expect((await refusal(log.event(feed, seq, LIVE))).code).toBe('not_found');
        expect((await refusal(log.event('none', 1, LIVE))).code).toBe('not_found');
        expect((await refusal(log.read('none', { after: 0, limit: 1, view: LIVE }))).code).toBe('not_found');
      });

      it('tells the state at a time: that of the last commit until then', async () => {
        const feed = await create();
        const record = await log.feed(feed, LIVE);
        const first = await note(feed, 1);
        await waitFor(() => Date.now() > Date.parse(first.at) + 2);
        const second = await note(feed, 2);
        const at = async (time: string): Promise<number> => (await log.state(feed, { at: time }, LIVE)).seq;
        expect(await at(first.at)).toBe(1);
        expect(await at(new Date(Date.parse(second.at) - 1).toISOString())).toBe(1);
        expect(await at(second.at)).toBe(2);
        expect(await at('2100-01-01T00:00:00+02:00')).toBe(2);
        const before = await log.state(feed, { at: '2000-01-01T00:00:00Z' }, LIVE);
        expect(before).toMatchObject({ seq: 0, at: record?.createdAt, state: journal.initial({}) });
        expect((await refusal(log.state(feed, { at: 'noon' }, LIVE))).code).toBe('validation_failed');
        expect((await refusal(log.state(feed, { seq: 3 }, LIVE))).code).toBe('not_found');
      });

      it('tells many heads at once', async () => {
        const [a, b] = [await create(), await create()];
        await note(a, 1);
        await log.heartbeat(b);
        const heads = await log.heads([
          { feed: a, delaySeconds: 0 },
          { feed: b, delaySeconds: 0 },
          { feed: 'none', delaySeconds: 0 },
        ]);
        expect(heads).toHaveLength(2);
        expect(heads.find(({ feed }) => feed === a)).toMatchObject({
          seq: 1,
          revision: 1,
          epoch: await log.epoch(),
        });
        expect(heads.find(({ feed }) => feed === b)?.heartbeatAt).toBeDefined();
      });
    });

    describe('a reader behind a delay', () => {
      const view = { delaySeconds: 0.6 };

      it('sees the longest prefix that is old enough, in everything', async () => {
        const feed = await create();
        await note(feed, 1);
        await note(feed, 2);
        await waitFor(async () => (await log.feed(feed, view))?.seq === 2);
        const disclosed = await log.event(feed, 2, view);
        const third = await note(feed, 3);
        await amend(feed, 1, 8);
        // Fast enough, unless this machine stood still for the whole delay.
        const record = await log.feed(feed, view);
        const page = await log.read(feed, { after: 0, limit: 10, view });
        const seen = await log.state(feed, {}, view);
        const heads = await log.heads([{ feed, delaySeconds: view.delaySeconds }]);
        if (Date.now() - Date.parse(third.at) < 550) {
          expect(record).toMatchObject({ seq: 2, headAt: disclosed.at, state: seen.state });
          expect(record?.updatedAt).toBe(disclosed.at);
          expect(seen).toMatchObject({ seq: 2, at: disclosed.at });
          expect(seen.state['entries']).toMatchObject({ 1: { n: 1 } });
          expect(page).toMatchObject({ head: 2 });
          expect(page.events).toHaveLength(2);
          expect(heads[0]?.seq).toBe(2);
        }
        await waitFor(async () => (await log.feed(feed, view))?.seq === 4);
        expect((await log.state(feed, {}, view)).state).toEqual(await state(feed));
      });

      it('cannot name a seq or time beyond its prefix', async () => {
        const feed = await create();
        await note(feed, 1);
        const far = { delaySeconds: 3_600 };
        expect((await refusal(log.event(feed, 1, far))).code).toBe('not_found');
        expect((await refusal(log.state(feed, { seq: 1 }, far))).code).toBe('not_found');
        expect((await log.state(feed, { at: '2100-01-01T00:00:00Z' }, far)).seq).toBe(0);
        expect(await log.feed(feed, far)).toMatchObject({ seq: 0, state: journal.initial({}) });
        expect(await log.feed(feed, far)).not.toHaveProperty('headAt');
      });

      it('lists by the status that it may see', async () => {
        const tag = `delayed-${++feeds}`;
        const feed = await create({ tags: [tag], publicDelaySeconds: 3_600 });
        await create({ tags: [tag], publicDelaySeconds: null });
        await append(feed, { op: 'publish', type: 'end', data: {} });
        const list = async (status: string, live: boolean): Promise<readonly string[]> => {
          const viewOf = (delay: number | null): { delaySeconds: number } | undefined =>
            live ? LIVE : delay === null ? undefined : { delaySeconds: delay };
          return (await log.feeds({ tag, status, limit: 10, viewOf })).items.map(({ id }) => id);
        };
        expect(await list('final', true)).toEqual([feed]);
        expect(await list('final', false)).toEqual([]);
        expect(await list('live', false)).toEqual([feed]);
      });
    });

    describe('the catalogue', () => {
      it('creates a feed once', async () => {
        const asked = newFeed({
          startsAt: '2026-06-11T19:00:00.000Z',
          expectedIntervalSeconds: 5,
          tags: ['b', 'a'],
        });
        const record = await log.createFeed(asked);
        expect(record).toMatchObject({
          ...asked,
          seq: 0,
          revision: 1,
          firstSeq: 1,
          state: journal.initial({}),
        });
        expect(record.updatedAt).toBe(record.createdAt);
        expect(heard).toEqual([{ type: 'feed', feed: asked.id, revision: 1, tags: ['b', 'a'] }]);
        expect((await refusal(log.createFeed(asked))).code).toBe('conflict');
        expect(await log.feed(asked.id, LIVE)).toEqual(record);
        expect(await log.feed('none', LIVE)).toBeUndefined();
      });

      it('changes what a PATCH names, and counts it', async () => {
        const feed = await create({ tags: ['x'], startsAt: '2026-01-01T00:00:00.000Z' });
        heard.splice(0);
        const changed = await log.changeFeed(feed, {
          title: 'New',
          tags: ['y'],
          startsAt: null,
          publicDelaySeconds: null,
        });
        expect(changed).toMatchObject({ title: 'New', tags: ['y'], publicDelaySeconds: null, revision: 2 });
        expect(changed).not.toHaveProperty('startsAt');
        expect(heard).toEqual([{ type: 'feed', feed, revision: 2, tags: ['x', 'y'] }]);
        expect((await log.changeFeed(feed, { title: 'New' })).revision).toBe(2);
        expect(await log.feed(feed, LIVE)).toEqual(changed);
        expect((await refusal(log.changeFeed('none', { title: 'x' }))).code).toBe('not_found');
      });

      it('fixes the config that the reducer reads once there are events', async () => {
        const feed = await create({ config: { start: 1 } });
        expect((await log.changeFeed(feed, { config: { start: 7 } })).state).toMatchObject({ digest: 7 });
        await note(feed, 1);
        expect((await refusal(log.changeFeed(feed, { config: { start: 1 } }))).code).toBe('conflict');
        expect((await log.changeFeed(feed, { config: { start: 7, name: 'x' } })).config).toEqual({
          start: 7,
          name: 'x',
        });
        expect(await state(feed)).toMatchObject({ digest: (7 * 31 + 7 + 1) % 1_000_003 });
        await note(feed, 2);
        expect((await log.feed(feed, LIVE))?.seq).toBe(2);
      });

      it('archives for ever: reads go on, writes do not, lists omit it', async () => {
        const tag = `archive-${++feeds}`;
        const feed = await create({ tags: [tag] });
        await note(feed, 1, { idempotencyKey: 'k' });
        const record = await log.archiveFeed(feed);
        expect(record.archivedAt).toBeDefined();
        expect(await log.archiveFeed(feed)).toEqual(record);
        for (const attempt of [note(feed, 2), strike(feed, 1), log.changeFeed(feed, { title: 'x' })]) {
          expect((await refusal(attempt)).code).toBe('conflict');
        }
        expect((await note(feed, 1, { idempotencyKey: 'k' })).seq).toBe(1);
        expect(await all(feed)).toHaveLength(1);
        const list = async (archived: boolean): Promise<number> =>
          (await log.feeds({ tag, archived, limit: 10, viewOf: () => LIVE })).items.length;
        expect([await list(false), await list(true)]).toEqual([0, 1]);
        expect(await log.tagged(tag, 10)).toEqual([]);
        expect((await log.heads([{ feed, delaySeconds: 0 }]))[0]?.archivedAt).toBe(record.archivedAt);
        expect((await refusal(log.createFeed(newFeed({ id: feed })))).code).toBe('conflict');
      });

      it('lists by kind, tag and text in byte order, page by page', async () => {
        const tag = `list-${++feeds}`;
        const ids = ['a.1', 'B.2', 'a-3', 'a.10'].map((id) => `${tag}.${id}`);
        for (const id of ids)
          await log.createFeed(newFeed({ id, tags: [tag], title: `Round of ${id.toUpperCase()}` }));
        await log.createFeed(newFeed({ tags: [tag], kind: 'custom', title: '100%_of' }));
        const viewOf = (): typeof LIVE => LIVE;
        const sorted = [...ids].sort();
        const first = await log.feeds({ tag, kind: 'tennis', limit: 3, viewOf });
        expect(first.items.map(({ id }) => id)).toEqual(sorted.slice(0, 3));
        expect(first.more).toBe(true);
        const rest = await log.feeds({ tag, kind: 'tennis', limit: 3, viewOf, after: sorted[2] as string });
        expect(rest.items.map(({ id }) => id)).toEqual(sorted.slice(3));
        expect(rest.more).toBe(false);
        expect((await log.feeds({ tag, q: 'ROUND OF', limit: 9, viewOf })).items).toHaveLength(4);
        expect((await log.feeds({ tag, q: '%_', limit: 9, viewOf })).items).toHaveLength(1);
        expect((await log.tagged(tag, 2)).map(({ id }) => id)).toHaveLength(2);
      });

      it('notes heartbeats without touching the feed', async () => {
        const feed = await create();
        heard.splice(0);
        await log.heartbeat(feed);
        const record = await log.feed(feed, LIVE);
        expect(heard).toEqual([{ type: 'heartbeat', feed, at: record?.heartbeatAt }]);
        expect(record).toMatchObject({ revision: 1, seq: 0 });
        expect((await refusal(log.heartbeat('none'))).code).toBe('not_found');
      });
    });

    describe('candles', () => {
      const market = (): Promise<string> =>
        create({ kind: 'quote', config: { symbol: 'ACME', currency: 'USD', priceScale: 2 } });
      const trade = (price: string, occurredAt: string, data: JsonObject = {}): Operation => ({
        op: 'publish',
        type: 'trade',
        data: { price, size: '0.1', ...data },
        occurredAt,
      });
      const bars = (
        feed: string,
        interval: '1s' | '1m' | '5m' | '1h' | '1d',
        view = LIVE,
      ): Promise<readonly Candle[]> => log.candles(feed, { interval, limit: 1_000 }, view);

      it('are exact and bucketed by when the trade happened', async () => {
        const feed = await market();
        await append(feed, trade('10.10', '2024-08-08T14:30:59.999Z'));
        await append(feed, trade('10.3', '2024-08-08T14:31:00.000Z', { size: '0.2' }));
        await append(feed, trade('10.2', '2024-08-08T14:30:00.000Z', { size: '0.20' }));
        expect(await bars(feed, '1m')).toEqual([
          {
            start: '2024-08-08T14:30:00.000Z',
            open: '10.2',
            high: '10.2',
            low: '10.1',
            close: '10.1',
            volume: '0.3',
            trades: 2,
            final: true,
          },
          {
            start: '2024-08-08T14:31:00.000Z',
            open: '10.3',
            high: '10.3',
            low: '10.3',
            close: '10.3',
            volume: '0.2',
            trades: 1,
            final: true,
          },
        ]);
        expect(await bars(feed, '1h')).toMatchObject([
          { open: '10.2', close: '10.3', volume: '0.5', trades: 3 },
        ]);
        expect((await bars(feed, '1s')).map(({ start }) => start.slice(17, 19))).toEqual(['00', '59', '00']);
        expect((await bars(feed, '5m')).map(({ start }) => start)).toEqual(['2024-08-08T14:30:00.000Z']);
        expect((await bars(feed, '1d')).map(({ start }) => start)).toEqual(['2024-08-08T00:00:00.000Z']);
      });

      it('heed what a trade may update', async () => {
        const feed = await market();
        const time = '2024-08-08T14:30:00.000Z';
        await append(feed, trade('10', time));
        await append(feed, trade('99', time, { updatesLast: false, updatesHighLow: false }));
        await append(feed, trade('12', time, { updatesLast: false, updatesVolume: false }));
        expect(await bars(feed, '1m')).toMatchObject([
          { open: '10', close: '10', high: '12', low: '10', volume: '0.2', trades: 3 },
        ]);
      });

      it('are cut to a range: the oldest from a start, else the newest', async () => {
        const feed = await market();
        const minute = (n: number): string => new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString();
        await Promise.all(
          Array.from({ length: 30 }, (_, n) => append(feed, trade(String(n + 1), minute(n)))),
        );
        const opens = async (query: object): Promise<readonly string[]> =>
          (await log.candles(feed, { interval: '1m', limit: 3, ...query }, LIVE)).map(({ open }) => open);
        expect(await opens({})).toEqual(['28', '29', '30']);
        expect(await opens({ from: minute(5) })).toEqual(['6', '7', '8']);
        expect(await opens({ to: minute(10) })).toEqual(['8', '9', '10']);
        expect(await opens({ from: minute(5), to: minute(7) })).toEqual(['6', '7']);
        expect(await opens({ interval: '5m', from: minute(1), to: minute(11) })).toEqual(['6', '11']);
        expect((await refusal(opens({ from: 'noon' }))).code).toBe('validation_failed');
      });

      it('equal those of the corrected trades, whatever is corrected, for every reader', async () => {
        const second = fc.integer({ min: 0, max: 150 });
        const step = fc.record({
          op: fc.constantFrom('trade', 'trade', 'trade', 'amend', 'void', 'late', 'quote'),
          cents: fc.integer({ min: 1, max: 500 }),
          second,
          of: fc.nat(),
          flags: fc.record({
            updatesLast: fc.boolean(),
            updatesHighLow: fc.boolean(),
            updatesVolume: fc.boolean(),
          }),
          moved: fc.boolean(),
        });
        const at = (s: number): string => new Date(Date.UTC(2024, 0, 1, 9, 59) + s * 1000).toISOString();
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
            const feed = await market();
            for (const [index, { op, cents, second: s, of, flags, moved }] of steps.entries()) {
              const target = (of % (index + 1)) + 1;
              const data: JsonObject = { price: (cents / 100).toFixed(2), size: '1.5', ...flags };
              const operation: Operation =
                op === 'amend'
                  ? { op, target, type: 'trade', data, reason: 'r', ...(moved ? { occurredAt: at(s) } : {}) }
                  : op === 'void'
                    ? { op, target, reason: 'r' }
                    : op === 'quote'
                      ? { op: 'publish', type: 'quote', data: { bid: '1' }, occurredAt: at(s) }
                      : {
                          ...(trade('1', at(s)) as Extract<Operation, { op: 'publish' }>),
                          data,
                          ...(op === 'late' ? { insertAfter: target - 1 } : {}),
                        };
              await append(feed, operation).catch((error: unknown) => {
                if (!(error instanceof AppError) || error.retryable) throw error;
              });
            }
            const events = await all(feed);
            for (const interval of ['1s', '1m', '1h'] as const) {
              expect(await bars(feed, interval)).toEqual(expectedBars(events, interval));
            }
          }),
          { numRuns: 12 },
        );
      }, 60_000);

      it('show a delayed reader no trade and no correction that is undisclosed', async () => {
        const feed = await market();
        const view = { delaySeconds: 0.8 };
        const time = '2024-08-08T14:30:10.000Z';
        await append(feed, trade('10', time));
        await append(feed, trade('11', '2024-08-08T14:30:20.000Z'));
        const before = await bars(feed, '1h');
        await waitFor(async () => (await log.feed(feed, view))?.seq === 2);
        const third = committed(await append(feed, trade('50', time)));
        await append(feed, { op: 'void', target: 2, reason: 'busted' });
        await append(feed, trade('60', '2024-08-08T16:30:00.000Z'));
        const seen = {
          s: await bars(feed, '1s', view),
          m: await bars(feed, '1m', view),
          h: await bars(feed, '1h', view),
        };
        if (Date.now() - Date.parse(third.at) < 750) {
          expect(seen.h).toEqual(before);
          expect(seen.m).toMatchObject([{ open: '10', high: '11', close: '11', trades: 2, volume: '0.2' }]);
          expect(seen.s.map(({ close }) => close)).toEqual(['10', '11']);
        }
        await waitFor(async () => (await log.feed(feed, view))?.seq === 5);
        expect(await bars(feed, '1h', view)).toEqual(await bars(feed, '1h'));
        expect(await bars(feed, '1m')).toMatchObject([
          { high: '50', close: '50', trades: 2 },
          { open: '60' },
        ]);
      });
    });

    describe('holds', () => {
      const publish = (n: number): Operation => ({ op: 'publish', type: 'note', data: { n } });
      const hold = async (feed: string, operation: Operation, more: Partial<AppendRequest> = {}) => {
        const outcome = await append(feed, operation, more);
        if (outcome.status !== 'held') throw new Error('It was not held.');
        return outcome;
      };
      /** As the worker does it. */
      const release = (feed: string): Promise<unknown> =>
        waitFor(async () => {
          await log.releaseDueHolds();
          return (await log.holds(feed)).length === 0;
        });

      it('keep an update back until its time comes, in order of receipt', async () => {
        const feed = await create({ holdSeconds: 1 });
        const first = await hold(feed, publish(1));
        await hold(feed, publish(2));
        expect(first.hold).toMatchObject({ status: 'held', feed, type: 'note', data: { n: 1 } });
        expect(Date.parse(first.hold.releaseAt) - Date.parse(first.hold.occurredAt)).toBe(1_000);
        expect(await all(feed)).toEqual([]);
        expect((await log.holds(feed)).map(({ data }) => data['n'])).toEqual([1, 2]);
        expect(await log.releaseDueHolds()).toBeDefined();
        await release(feed);
        const events = await all(feed);
        expect(events.map(({ data }) => data['n'])).toEqual([1, 2]);
        expect(events[0]).toMatchObject({ seq: 1, occurredAt: first.hold.occurredAt });
        expect((events[0]?.at ?? '') >= first.hold.releaseAt).toBe(true);
      });

      it('can be published early or cancelled, once', async () => {
        const feed = await create({ holdSeconds: 60 });
        const [a, b] = [await hold(feed, publish(1)), await hold(feed, publish(2))];
        const racers = await Promise.allSettled(
          [1, 2, 3].map(() => log.publishHold(feed, b.hold.holdId, 'editor')),
        );
        expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        await log.cancelHold(feed, a.hold.holdId, 'editor');
        for (const { hold: held } of [a, b]) {
          expect((await refusal(log.cancelHold(feed, held.holdId, 'editor'))).code).toBe('conflict');
          expect((await refusal(log.publishHold(feed, held.holdId, 'editor'))).code).toBe('conflict');
        }
        expect((await refusal(log.publishHold(feed, 'none', 'editor'))).code).toBe('not_found');
        expect((await refusal(log.holds('none'))).code).toBe('not_found');
        expect((await all(feed)).map(({ data }) => data['n'])).toEqual([2]);
        expect(await log.holds(feed)).toEqual([]);
      });

      it('share the keys of the feed: a replay answers the held update, then its event, or that it was cancelled', async () => {
        const feed = await create({ holdSeconds: 60 });
        const a = await hold(feed, publish(1), { idempotencyKey: 'a' });
        const b = await hold(feed, publish(2), { idempotencyKey: 'b' });
        expect(await append(feed, publish(1), { idempotencyKey: 'a' })).toEqual({ ...a, replayed: true });
        expect((await refusal(append(feed, publish(3), { idempotencyKey: 'a' }))).code).toBe(
          'idempotency_mismatch',
        );
        const event = await log.publishHold(feed, a.hold.holdId, 'editor');
        expect(await append(feed, publish(1), { idempotencyKey: 'a' })).toEqual({
          status: 'replayed',
          event,
        });
        await log.cancelHold(feed, b.hold.holdId, 'editor');
        expect((await refusal(append(feed, publish(2), { idempotencyKey: 'b' }))).code).toBe('conflict');
      });

      it('bind If-Match and validate at receipt', async () => {
        const feed = await create({ holdSeconds: 60 });
        const { hold: held } = await hold(feed, publish(1), { ifMatch: 0 });
        await log.publishHold(feed, (await hold(feed, publish(2))).hold.holdId, 'editor');
        expect((await refusal(append(feed, publish(1), { ifMatch: 0 }))).code).toBe('precondition_failed');
        expect((await refusal(append(feed, { op: 'publish', type: 'note', data: {} }))).code).toBe(
          'validation_failed',
        );
        expect((await refusal(append(feed, { op: 'void', target: 9, reason: 'r' }))).code).toBe('not_found');
        expect((await log.publishHold(feed, held.holdId, 'editor')).seq).toBe(2);
      });

      it('hold corrections, and drop what has become impossible without blocking what waits behind it', async () => {
        const feed = await create();
        await note(feed, 1);
        await note(feed, 2);
        await log.changeFeed(feed, { holdSeconds: 1 });
        const corrections: Operation[] = [
          { op: 'amend', target: 1, data: { n: 9 }, reason: 'r' },
          { op: 'void', target: 2, reason: 'r' },
          { op: 'void', target: 2, reason: 'again' },
          { op: 'publish', type: 'note', data: { n: 3 }, insertAfter: 1 },
        ];
        for (const [index, operation] of corrections.entries()) {
          await hold(feed, operation, { idempotencyKey: `c${index}` });
        }
        expect((await log.holds(feed))[0]).toMatchObject({ type: 'amend', target: 1, reason: 'r' });
        await release(feed);
        expect((await all(feed)).slice(2)).toMatchObject([
          { type: 'amend', target: 1 },
          { type: 'void', target: 2 },
          { type: 'note', insertAfter: 1 },
        ]);
        expect(await entries(feed)).toMatchObject({ 1: { n: 9 }, 5: { n: 3 } });
        const dropped = await refusal(append(feed, corrections[2] as Operation, { idempotencyKey: 'c2' }));
        expect(dropped.code).toBe('conflict');
        expect(dropped.detail).toContain('voided');
      });
    });

    describe('retention', () => {
      it('cuts old history, and keeps state, keys and what follows', async () => {
        const feed = await create();
        for (let n = 1; n <= 10; n++) await note(feed, n, n === 2 ? { idempotencyKey: 'k' } : {});
        const events = await all(feed);
        const before = await state(feed);
        await waitFor(() => Date.now() > Date.parse(events[9]?.at ?? '') + 2);
        const eleventh = await note(feed, 11);
        expect(await log.applyRetention(eleventh.at)).toBeGreaterThanOrEqual(10);
        const page = await log.read(feed, { after: 0, limit: 10, view: LIVE });
        expect(page).toMatchObject({ firstSeq: 11, head: 11, events: [] });
        expect((await log.read(feed, { after: 10, limit: 10, view: LIVE })).events).toEqual([eleventh]);
        expect((await refusal(log.event(feed, 10, LIVE))).code).toBe('not_found');
        expect((await refusal(log.state(feed, { seq: 9 }, LIVE))).code).toBe('not_found');
        expect((await log.state(feed, { seq: 10 }, LIVE)).state).toEqual(before);
        expect((await refusal(strike(feed, 5))).code).toBe('not_found');
        expect((await note(feed, 2, { idempotencyKey: 'k' })).seq).toBe(2);
        await strike(feed, 11);
        expect(await state(feed)).toEqual(before);
        expect(await log.feed(feed, LIVE)).toMatchObject({ firstSeq: 11, seq: 12 });
        expect(await log.applyRetention('2000-01-01T00:00:00Z')).toBe(0);
      });

      it('keeps what a later correction reaches behind', async () => {
        const feed = await create();
        for (let n = 1; n <= 8; n++) await note(feed, n);
        const old = (await all(feed))[7]?.at ?? '';
        await waitFor(() => Date.now() > Date.parse(old) + 2);
        const correction = await amend(feed, 4, 40);
        await log.applyRetention(correction.at);
        expect((await log.feed(feed, LIVE))?.firstSeq).toBe(4);
        await amend(feed, 4, 41);
        expect(await entries(feed)).toMatchObject({ 3: { n: 3 }, 4: { n: 41 }, 8: { n: 8 } });
      });
    });

    it('starts a new epoch when told so', async () => {
      const feed = await create();
      const before = await log.epoch();
      const after = await log.newEpoch();
      expect(after).not.toBe(before);
      expect(await log.epoch()).toBe(after);
      expect((await log.feed(feed, LIVE))?.epoch).toBe(after);
      heard.splice(0);
      await note(feed, 1);
      expect(heard).toMatchObject([{ type: 'events', epoch: after }]);
    });

    it('answers a ping', async () => {
      await expect(log.ping()).resolves.toBeUndefined();
    });
  });
}

const SECONDS = { '1s': 1, '1m': 60, '1h': 3_600 } as const;

/** Bars as the protocol words them, computed in the plainest way. Prices have two decimals here. */
function expectedBars(events: readonly LoggedEvent[], interval: keyof typeof SECONDS): readonly Candle[] {
  const width = SECONDS[interval] * 1000;
  const buckets = new Map<number, { seq: number; time: number; price: number; flags: JsonObject }[]>();
  for (const event of effectiveEvents(events)) {
    const trade = quote.tradeOf?.(event);
    if (!trade) continue;
    const time = Date.parse(event.occurredAt);
    const start = Math.floor(time / width) * width;
    const flags = { last: trade.updatesLast, range: trade.updatesHighLow, volume: trade.updatesVolume };
    const row = { seq: event.seq, time, price: Number(trade.price), flags };
    buckets.set(start, [...(buckets.get(start) ?? []), row]);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .flatMap(([start, trades]) => {
      const ordered = [...trades].sort((a, b) => a.time - b.time || a.seq - b.seq);
      const last = ordered.filter(({ flags }) => flags['last']).map(({ price }) => price);
      const range = ordered.filter(({ flags }) => flags['range']).map(({ price }) => price);
      if (last.length === 0 && range.length === 0) return [];
      const open = last[0] ?? Math.min(...range);
      const close = last.at(-1) ?? Math.max(...range);
      const inRange = range.length > 0 ? range : [open, close];
      return [
        {
          start: new Date(start).toISOString(),
          open: String(open),
          high: String(Math.max(...inRange)),
          low: String(Math.min(...inRange)),
          close: String(close),
          volume: String(1.5 * ordered.filter(({ flags }) => flags['volume']).length),
          trades: trades.length,
          final: true,
        },
      ];
    });
}
