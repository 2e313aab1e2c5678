import type { FeedRecord } from '../../src/core/feed/feed.js';
import { LIVE, placeOf, type FeedOrder, type FeedPlace } from '../../src/event-log/event-log.js';
import { waitFor } from '../support/wait-for.js';
import { newFeed, refusal, unique, type LogHarness } from './event-log.harness.js';
import { journal } from './journal-kind.js';

/** Feeds and the epoch. */
export function catalogueContract(harness: LogHarness): void {
  const { create, note, strike, state, all, heard } = harness;

  describe('the catalogue', () => {
    it('creates a feed once', async () => {
      const asked = newFeed({
        startsAt: '2026-06-11T19:00:00.000Z',
        expectedIntervalSeconds: 5,
        tags: ['b', 'a'],
      });
      const record = await harness.log.createFeed(asked);
      expect(record).toMatchObject({
        ...asked,
        seq: 0,
        revision: 1,
        firstSeq: 1,
        state: journal.initial({}),
      });
      expect(record.updatedAt).toBe(record.createdAt);
      expect(heard).toEqual([{ type: 'feed', feed: asked.id, revision: 1, tags: ['b', 'a'] }]);
      expect((await refusal(harness.log.createFeed(asked))).code).toBe('conflict');
      expect(await harness.log.feed(asked.id, LIVE)).toEqual(record);
      expect(await harness.log.feed('none', LIVE)).toBeUndefined();
    });

    it('changes what a PATCH names, and counts it', async () => {
      const feed = await create({ tags: ['x'], startsAt: '2026-01-01T00:00:00.000Z' });
      heard.splice(0);
      const changed = await harness.log.changeFeed(feed, {
        title: 'New',
        tags: ['y'],
        startsAt: null,
        publicDelaySeconds: null,
      });
      expect(changed).toMatchObject({ title: 'New', tags: ['y'], publicDelaySeconds: null, revision: 2 });
      expect(changed).not.toHaveProperty('startsAt');
      expect(heard).toEqual([{ type: 'feed', feed, revision: 2, tags: ['x', 'y'] }]);
      expect((await harness.log.changeFeed(feed, { title: 'New' })).revision).toBe(2);
      expect(await harness.log.feed(feed, LIVE)).toEqual(changed);
      expect((await refusal(harness.log.changeFeed('none', { title: 'x' }))).code).toBe('not_found');
    });

    it('fixes the config that the reducer reads once there are events', async () => {
      const feed = await create({ config: { start: 1 } });
      expect((await harness.log.changeFeed(feed, { config: { start: 7 } })).state).toMatchObject({
        digest: 7,
      });
      await note(feed, 1);
      expect((await refusal(harness.log.changeFeed(feed, { config: { start: 1 } }))).code).toBe('conflict');
      expect((await harness.log.changeFeed(feed, { config: { start: 7, name: 'x' } })).config).toEqual({
        start: 7,
        name: 'x',
      });
      expect(await state(feed)).toMatchObject({ digest: (7 * 31 + 7 + 1) % 1_000_003 });
      await note(feed, 2);
      expect((await harness.log.feed(feed, LIVE))?.seq).toBe(2);
    });

    it('archives for ever: reads go on, writes do not, lists omit it', async () => {
      const tag = unique('archive');
      const feed = await create({ tags: [tag] });
      await note(feed, 1, { idempotencyKey: 'k' });
      const record = await harness.log.archiveFeed(feed);
      expect(record.archivedAt).toBeDefined();
      expect(await harness.log.archiveFeed(feed)).toEqual(record);
      for (const attempt of [note(feed, 2), strike(feed, 1), harness.log.changeFeed(feed, { title: 'x' })]) {
        expect((await refusal(attempt)).code).toBe('conflict');
      }
      expect((await note(feed, 1, { idempotencyKey: 'k' })).seq).toBe(1);
      expect(await all(feed)).toHaveLength(1);
      const list = async (archived: boolean): Promise<number> =>
        (await harness.log.feeds({ tag, archived, limit: 10, viewOf: () => LIVE })).items.length;
      expect([await list(false), await list(true)]).toEqual([0, 1]);
      expect((await harness.log.heads([{ feed, delaySeconds: 0 }]))[0]?.archivedAt).toBe(record.archivedAt);
      expect((await refusal(harness.log.createFeed(newFeed({ id: feed })))).code).toBe('conflict');
    });

    it('keeps an archived feed among those of its tag until the public saw its end', async () => {
      const tag = unique('tagged');
      const open = await create({ tags: [tag] });
      const late = await create({ tags: [tag], publicDelaySeconds: 3600 });
      const ids = async (): Promise<readonly string[]> =>
        (await harness.log.tagged(tag, 10)).map(({ id }) => id);
      for (const feed of [open, late]) await harness.log.archiveFeed(feed);
      expect(await ids()).toEqual([open, late].sort());
      await waitFor(async () => (await ids()).length === 1, { timeoutMs: 40_000 });
      expect(await ids()).toEqual([late]);
    });

    it('lists an archived feed on for readers behind a delay, as long as their delay', async () => {
      const tag = unique('archive');
      const feed = await create({ tags: [tag], publicDelaySeconds: 3600 });
      await harness.log.archiveFeed(feed);
      const list = async (delaySeconds: number): Promise<number> =>
        (await harness.log.feeds({ tag, limit: 10, viewOf: () => ({ delaySeconds }) })).items.length;
      expect([await list(3600), await list(0)]).toEqual([1, 0]);
      await waitFor(async () => (await list(0.2)) === 0);
    });

    it('lists by kind, tag and text in byte order, page by page', async () => {
      const tag = unique('list');
      const ids = ['a.1', 'B.2', 'a-3', 'a.10'].map((id) => `${tag}.${id}`);
      for (const id of ids)
        await harness.log.createFeed(newFeed({ id, tags: [tag], title: `Round of ${id.toUpperCase()}` }));
      await harness.log.createFeed(newFeed({ tags: [tag], kind: 'custom', title: '100%_of' }));
      const viewOf = (): typeof LIVE => LIVE;
      const sorted = [...ids].sort();
      const first = await harness.log.feeds({ tag, kind: 'tennis', limit: 3, viewOf });
      expect(first.items.map(({ id }) => id)).toEqual(sorted.slice(0, 3));
      expect(first.more).toBe(true);
      const rest = await harness.log.feeds({
        tag,
        kind: 'tennis',
        limit: 3,
        viewOf,
        after: { id: sorted[2] as string },
      });
      expect(rest.items.map(({ id }) => id)).toEqual(sorted.slice(3));
      expect(rest.more).toBe(false);
      expect((await harness.log.feeds({ tag, q: 'ROUND OF', limit: 9, viewOf })).items).toHaveLength(4);
      expect((await harness.log.feeds({ tag, q: '%_', limit: 9, viewOf })).items).toHaveLength(1);
      expect((await harness.log.tagged(tag, 2)).map(({ id }) => id)).toHaveLength(2);
    });

    it('lists in the order that is asked for, from any place of it', async () => {
      const tag = unique('order');
      const starts = ['2026-01-02T00:00:00.000Z', undefined, '2026-01-01T00:00:00.000Z', undefined];
      for (const [index, title] of ['b', 'A', 'a', 'B Ü'].entries()) {
        const startsAt = starts[index];
        await harness.log.createFeed(
          newFeed({ id: `${tag}.${index}`, tags: [tag], title, ...(startsAt ? { startsAt } : {}) }),
        );
      }
      const page = async (order: FeedOrder, after?: FeedPlace) => {
        const limit = after ? 9 : 2;
        const viewOf = () => LIVE;
        return (await harness.log.feeds({ tag, limit, viewOf, order, ...(after ? { after } : {}) })).items;
      };
      const ordered = async (by: FeedOrder['by'], descending: boolean) => {
        const order = { by, descending };
        const first = await page(order);
        const rest = await page(order, placeOf(first.at(-1) as FeedRecord, order));
        return [...first, ...rest].map(({ id }) => id.slice(-1)).join('');
      };
      expect(await ordered('id', true)).toBe('3210');
      expect(await ordered('title', false)).toBe('1203');
      expect(await ordered('title', true)).toBe('3021');
      expect(await ordered('startsAt', false)).toBe('2013');
      expect(await ordered('startsAt', true)).toBe('0231');
      expect(await ordered('createdAt', false)).toBe('0123');
    });

    it('notes heartbeats without touching the feed', async () => {
      const feed = await create();
      heard.splice(0);
      await harness.log.heartbeat(feed);
      const record = await harness.log.feed(feed, LIVE);
      expect(heard).toEqual([{ type: 'heartbeat', feed, at: record?.heartbeatAt }]);
      expect(record).toMatchObject({ revision: 1, seq: 0 });
      expect((await refusal(harness.log.heartbeat('none'))).code).toBe('not_found');
    });
  });

  it('tells with events, where it announces and where it reads them, which record they were committed under', async () => {
    const feed = await create();
    await harness.log.changeFeed(feed, { publicDelaySeconds: null });
    heard.splice(0);
    await note(feed, 1);
    expect(heard).toMatchObject([{ type: 'events', feed, revision: 2 }]);
    expect(await harness.log.read(feed, { after: 0, limit: 1, view: LIVE })).toMatchObject({ revision: 2 });
  });

  it('starts a new epoch when told so', async () => {
    const feed = await create();
    const before = await harness.log.epoch();
    const after = await harness.log.newEpoch();
    expect(after).not.toBe(before);
    expect(await harness.log.epoch()).toBe(after);
    expect((await harness.log.feed(feed, LIVE))?.epoch).toBe(after);
    heard.splice(0);
    await note(feed, 1);
    expect(heard).toMatchObject([{ type: 'events', epoch: after }]);
  });

  it('answers a ping', async () => {
    await expect(harness.log.ping()).resolves.toBeUndefined();
  });
}
