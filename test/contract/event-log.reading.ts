import type { JsonObject } from '../../src/core/json/json.js';
import { LIVE } from '../../src/event-log/event-log.js';
import { waitFor } from '../support/wait-for.js';
import { refusal, unique, type LogHarness } from './event-log.harness.js';
import { journal } from './journal-kind.js';

/** Pages, events, time travel, delayed readers. */
export function readingContract(harness: LogHarness): void {
  const { create, append, note, amend, state } = harness;

  describe('reading', () => {
    it('gives pages without a gap, and none beyond the head', async () => {
      const feed = await create();
      await Promise.all(Array.from({ length: 1_100 }, (_, n) => note(feed, n)));
      const page = await harness.log.read(feed, { after: 50, limit: 1_000, view: LIVE });
      expect(page.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 51));
      expect(page).toMatchObject({ head: 1_100, firstSeq: 1, epoch: await harness.log.epoch() });
      expect((await harness.log.read(feed, { after: 1_100, limit: 10, view: LIVE })).events).toEqual([]);
      expect((await harness.log.read(feed, { after: 2_000, limit: 10, view: LIVE })).events).toEqual([]);
      expect((await harness.log.read(feed, { after: 1_099, limit: 10, view: LIVE })).events).toHaveLength(1);
    });

    it('finds one event, and nothing that is not there', async () => {
      const feed = await create();
      const event = await note(feed, 1);
      expect(await harness.log.event(feed, 1, LIVE)).toEqual(event);
      for (const seq of [0, 2, -1])
        expect((await refusal(harness.log.event(feed, seq, LIVE))).code).toBe('not_found');
      expect((await refusal(harness.log.event('none', 1, LIVE))).code).toBe('not_found');
      expect((await refusal(harness.log.read('none', { after: 0, limit: 1, view: LIVE }))).code).toBe(
        'not_found',
      );
    });

    it('tells who appended each event and each correction, page by page', async () => {
      const feed = await create({ holdSeconds: 3_600 });
      const held = await append(feed, { op: 'publish', type: 'note', data: { n: 1 } }, { actor: 'user:ada' });
      if (held.status !== 'held') throw new Error('It was not held.');
      await harness.log.publishHold(feed, held.hold.holdId, 'user:eve');
      await harness.log.changeFeed(feed, { holdSeconds: 0 });
      await note(feed, 2, { actor: 'key:feeder' });
      await append(feed, { op: 'void', target: 2, reason: 'wrong' }, { actor: 'user:ada' });
      const page = await harness.log.authors(feed, { after: 0, limit: 2, view: LIVE });
      expect(page).toEqual({
        epoch: await harness.log.epoch(),
        head: 3,
        firstSeq: 1,
        events: [
          { seq: 1, actor: 'user:eve' },
          { seq: 2, actor: 'key:feeder' },
        ],
      });
      const rest = await harness.log.authors(feed, { after: 2, limit: 10, view: LIVE });
      expect(rest.events).toEqual([{ seq: 3, actor: 'user:ada' }]);
      const late = await harness.log.authors(feed, { after: 0, limit: 10, view: { delaySeconds: 3_600 } });
      expect(late).toMatchObject({ head: 0, events: [] });
      const missing = harness.log.authors('none', { after: 0, limit: 1, view: LIVE });
      expect((await refusal(missing)).code).toBe('not_found');
    });

    it('gives the same bytes for a state at the head and behind it, so that a delayed reader learns nothing', async () => {
      const feed = await create({ kind: 'custom' });
      const set = (data: JsonObject) => append(feed, { op: 'publish', type: 'set', data });
      await set({ zebra: 1, ant: { two: 2, one: [{ b: 1, aa: 2 }] } });
      await set({ bee: 3 });
      const bytes = async (): Promise<string> =>
        JSON.stringify((await harness.log.state(feed, { seq: 2 }, LIVE)).state);
      const atHead = await bytes();
      const record = JSON.stringify((await harness.log.feed(feed, LIVE))?.state);
      await set({ zebra: 2 });
      expect(await bytes()).toBe(atHead);
      expect(record).toBe(atHead);
    });

    it('tells the state at a time: that of the last commit until then', async () => {
      const feed = await create();
      const record = await harness.log.feed(feed, LIVE);
      const first = await note(feed, 1);
      await waitFor(() => Date.now() > Date.parse(first.at) + 2);
      const second = await note(feed, 2);
      const at = async (time: string): Promise<number> =>
        (await harness.log.state(feed, { at: time }, LIVE)).seq;
      expect(await at(first.at)).toBe(1);
      expect(await at(new Date(Date.parse(second.at) - 1).toISOString())).toBe(1);
      expect(await at(second.at)).toBe(2);
      expect(await at('2100-01-01T00:00:00+02:00')).toBe(2);
      const before = await harness.log.state(feed, { at: '2000-01-01T00:00:00Z' }, LIVE);
      expect(before).toMatchObject({ seq: 0, at: record?.createdAt, state: journal.initial({}) });
      expect((await refusal(harness.log.state(feed, { at: 'noon' }, LIVE))).code).toBe('validation_failed');
      expect((await refusal(harness.log.state(feed, { seq: 3 }, LIVE))).code).toBe('not_found');
    });

    it('tells many heads at once', async () => {
      const [a, b] = [await create(), await create()];
      await note(a, 1);
      await harness.log.heartbeat(b);
      const heads = await harness.log.heads([
        { feed: a, delaySeconds: 0 },
        { feed: b, delaySeconds: 0 },
        { feed: 'none', delaySeconds: 0 },
      ]);
      expect(heads).toHaveLength(2);
      expect(heads.find(({ feed }) => feed === a)).toMatchObject({
        seq: 1,
        revision: 1,
        epoch: await harness.log.epoch(),
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
      await waitFor(async () => (await harness.log.feed(feed, view))?.seq === 2);
      const disclosed = await harness.log.event(feed, 2, view);
      const third = await note(feed, 3);
      await amend(feed, 1, 8);
      // Fast enough, unless this machine stood still for the whole delay.
      const record = await harness.log.feed(feed, view);
      const page = await harness.log.read(feed, { after: 0, limit: 10, view });
      const seen = await harness.log.state(feed, {}, view);
      const heads = await harness.log.heads([{ feed, delaySeconds: view.delaySeconds }]);
      if (Date.now() - Date.parse(third.at) < 550) {
        expect(record).toMatchObject({ seq: 2, headAt: disclosed.at, state: seen.state });
        expect(record?.updatedAt).toBe(disclosed.at);
        expect(seen).toMatchObject({ seq: 2, at: disclosed.at });
        expect(seen.state['entries']).toMatchObject({ 1: { n: 1 } });
        expect(page).toMatchObject({ head: 2 });
        expect(page.events).toHaveLength(2);
        expect(heads[0]?.seq).toBe(2);
      }
      await waitFor(async () => (await harness.log.feed(feed, view))?.seq === 4);
      expect((await harness.log.state(feed, {}, view)).state).toEqual(await state(feed));
    });

    it('cannot name a seq or time beyond its prefix', async () => {
      const feed = await create();
      await note(feed, 1);
      const far = { delaySeconds: 3_600 };
      expect((await refusal(harness.log.event(feed, 1, far))).code).toBe('not_found');
      expect((await refusal(harness.log.state(feed, { seq: 1 }, far))).code).toBe('not_found');
      expect((await harness.log.state(feed, { at: '2100-01-01T00:00:00Z' }, far)).seq).toBe(0);
      expect(await harness.log.feed(feed, far)).toMatchObject({ seq: 0, state: journal.initial({}) });
      expect(await harness.log.feed(feed, far)).not.toHaveProperty('headAt');
    });

    it('lists by the status that it may see', async () => {
      const tag = unique('delayed');
      const feed = await create({ tags: [tag], publicDelaySeconds: 3_600 });
      await create({ tags: [tag], publicDelaySeconds: null });
      await append(feed, { op: 'publish', type: 'end', data: {} });
      const list = async (status: string, live: boolean): Promise<readonly string[]> => {
        const viewOf = (delay: number | null): { delaySeconds: number } | undefined =>
          live ? LIVE : delay === null ? undefined : { delaySeconds: delay };
        return (await harness.log.feeds({ tag, status, limit: 10, viewOf })).items.map(({ id }) => id);
      };
      expect(await list('final', true)).toEqual([feed]);
      expect(await list('final', false)).toEqual([]);
      expect(await list('live', false)).toEqual([feed]);
    });
  });
}
