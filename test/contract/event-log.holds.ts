import { LIVE, type AppendRequest, type Operation } from '../../src/event-log/event-log.js';
import { waitFor } from '../support/wait-for.js';
import { refusal, type LogHarness } from './event-log.harness.js';

/** Updates held back, and retention. */
export function holdsContract(harness: LogHarness): void {
  const { create, append, note, amend, strike, state, entries, all } = harness;

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
        await harness.log.releaseDueHolds();
        return (await harness.log.holds(feed)).length === 0;
      });

    it('keep an update back until its time comes, in order of receipt', async () => {
      const feed = await create({ holdSeconds: 1 });
      const first = await hold(feed, publish(1));
      await hold(feed, publish(2));
      expect(first.hold).toMatchObject({ status: 'held', feed, type: 'note', data: { n: 1 } });
      expect(Date.parse(first.hold.releaseAt) - Date.parse(first.hold.occurredAt)).toBe(1_000);
      expect(await all(feed)).toEqual([]);
      expect((await harness.log.holds(feed)).map(({ data }) => data['n'])).toEqual([1, 2]);
      expect(await harness.log.releaseDueHolds()).toBeDefined();
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
        [1, 2, 3].map(() => harness.log.publishHold(feed, b.hold.holdId, 'editor')),
      );
      expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await harness.log.cancelHold(feed, a.hold.holdId, 'editor');
      for (const { hold: held } of [a, b]) {
        expect((await refusal(harness.log.cancelHold(feed, held.holdId, 'editor'))).code).toBe('conflict');
        expect((await refusal(harness.log.publishHold(feed, held.holdId, 'editor'))).code).toBe('conflict');
      }
      expect((await refusal(harness.log.publishHold(feed, 'none', 'editor'))).code).toBe('not_found');
      expect((await refusal(harness.log.holds('none'))).code).toBe('not_found');
      expect((await all(feed)).map(({ data }) => data['n'])).toEqual([2]);
      expect(await harness.log.holds(feed)).toEqual([]);
    });

    it('share the keys of the feed: a replay answers the held update, then its event, or that it was cancelled', async () => {
      const feed = await create({ holdSeconds: 60 });
      const a = await hold(feed, publish(1), { idempotencyKey: 'a' });
      const b = await hold(feed, publish(2), { idempotencyKey: 'b' });
      expect(await append(feed, publish(1), { idempotencyKey: 'a' })).toEqual({ ...a, replayed: true });
      expect((await refusal(append(feed, publish(3), { idempotencyKey: 'a' }))).code).toBe(
        'idempotency_mismatch',
      );
      const event = await harness.log.publishHold(feed, a.hold.holdId, 'editor');
      expect(await append(feed, publish(1), { idempotencyKey: 'a' })).toEqual({
        status: 'replayed',
        event,
      });
      await harness.log.cancelHold(feed, b.hold.holdId, 'editor');
      expect((await refusal(append(feed, publish(2), { idempotencyKey: 'b' }))).code).toBe('conflict');
    });

    it('bind If-Match and validate at receipt', async () => {
      const feed = await create({ holdSeconds: 60 });
      const { hold: held } = await hold(feed, publish(1), { ifMatch: 0 });
      await harness.log.publishHold(feed, (await hold(feed, publish(2))).hold.holdId, 'editor');
      expect((await refusal(append(feed, publish(1), { ifMatch: 0 }))).code).toBe('precondition_failed');
      expect((await refusal(append(feed, { op: 'publish', type: 'note', data: {} }))).code).toBe(
        'validation_failed',
      );
      expect((await refusal(append(feed, { op: 'void', target: 9, reason: 'r' }))).code).toBe('not_found');
      expect((await harness.log.publishHold(feed, held.holdId, 'editor')).seq).toBe(2);
    });

    it('hold corrections, and drop what has become impossible without blocking what waits behind it', async () => {
      const feed = await create();
      await note(feed, 1);
      await note(feed, 2);
      await harness.log.changeFeed(feed, { holdSeconds: 1 });
      const corrections: Operation[] = [
        { op: 'amend', target: 1, data: { n: 9 }, reason: 'r' },
        { op: 'void', target: 2, reason: 'r' },
        { op: 'void', target: 2, reason: 'again' },
        { op: 'publish', type: 'note', data: { n: 3 }, insertAfter: 1 },
      ];
      for (const [index, operation] of corrections.entries()) {
        await hold(feed, operation, { idempotencyKey: `c${index}` });
      }
      expect((await harness.log.holds(feed))[0]).toMatchObject({ type: 'amend', target: 1, reason: 'r' });
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
      expect(await harness.log.applyRetention(eleventh.at)).toBeGreaterThanOrEqual(10);
      const page = await harness.log.read(feed, { after: 0, limit: 10, view: LIVE });
      expect(page).toMatchObject({ firstSeq: 11, head: 11, events: [] });
      expect((await harness.log.read(feed, { after: 10, limit: 10, view: LIVE })).events).toEqual([eleventh]);
      expect((await refusal(harness.log.event(feed, 10, LIVE))).code).toBe('not_found');
      expect((await refusal(harness.log.state(feed, { seq: 9 }, LIVE))).code).toBe('not_found');
      expect((await harness.log.state(feed, { seq: 10 }, LIVE)).state).toEqual(before);
      expect((await refusal(strike(feed, 5))).code).toBe('not_found');
      expect((await note(feed, 2, { idempotencyKey: 'k' })).seq).toBe(2);
      await strike(feed, 11);
      expect(await state(feed)).toEqual(before);
      expect(await harness.log.feed(feed, LIVE)).toMatchObject({ firstSeq: 11, seq: 12 });
      expect(await harness.log.applyRetention('2000-01-01T00:00:00Z')).toBe(0);
    });

    it('keeps what a later correction reaches behind', async () => {
      const feed = await create();
      for (let n = 1; n <= 8; n++) await note(feed, n);
      const old = (await all(feed))[7]?.at ?? '';
      await waitFor(() => Date.now() > Date.parse(old) + 2);
      const correction = await amend(feed, 4, 40);
      await harness.log.applyRetention(correction.at);
      expect((await harness.log.feed(feed, LIVE))?.firstSeq).toBe(4);
      await amend(feed, 4, 41);
      expect(await entries(feed)).toMatchObject({ 3: { n: 3 }, 4: { n: 41 }, 8: { n: 8 } });
    });
  });
}
