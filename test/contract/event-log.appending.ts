import { type AppendOutcome, type Operation } from '../../src/event-log/event-log.js';
import { refusal, committed, type LogHarness } from './event-log.harness.js';

/** Order, refusals, If-Match, keys. */
export function appendingContract(harness: LogHarness): void {
  const { create, append, note, late, amend, strike, state, entries, all, heard } = harness;

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
        heard.every((message) => message.type === 'events' && message.epoch === heard[0]?.['epoch' as never]),
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
      await refusal(append(feed, { op: 'publish', type: 'note', data: { n: 'x' } }, { idempotencyKey: 'k' }));
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
}
