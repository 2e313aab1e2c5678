import {
  connect,
  type ConnectOptions,
  type FeedHandle,
  type TouchlineClient,
} from '../../client/src/index.js';
import type { MessageError } from '../../src/core/protocol/messages.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { RealtimeApp } from '../support/realtime-app.js';
import { waitFor } from '../support/wait-for.js';

const clients: TouchlineClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function sdk(app: RealtimeApp, options: ConnectOptions = {}): TouchlineClient {
  const client = connect(app.url, { retryMs: 20, retryMaxMs: 100, transports: ['websocket'], ...options });
  clients.push(client);
  return client;
}

function breakConnections(app: RealtimeApp): void {
  for (const socket of app.sockets()) socket.destroy();
}

function seqsOf(handle: FeedHandle): number[] {
  const seqs: number[] = [];
  handle.on('event', ({ seq }) => void seqs.push(seq));
  return seqs;
}

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n);

describe('the client SDK', () => {
  it('follows a feed under both contracts to the state of the server', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('a', { title: 'A' });
    await app.publish('a', { n: 1 });
    const every = sdk(app).feed('a');
    const latest = sdk(app).feed('a', { contract: 'latest', maxRateHz: 20 });
    const seqs = seqsOf(every);
    const times = { every: [] as (string | undefined)[], latest: [] as (string | undefined)[] };
    every.on('state', ({ at }) => times.every.push(at));
    latest.on('state', ({ at }) => times.latest.push(at));
    await waitFor(() => every.seq === 1 && latest.seq === 1);
    expect(every.meta?.title).toBe('A');
    for (let n = 2; n <= 200; n++) await app.publish('a', { n, [`k${n % 7}`]: n });
    await waitFor(() => every.seq === 200 && latest.seq === 200);
    const { state } = await app.log.state('a', {}, { delaySeconds: 0 });
    expect(every.state).toEqual(state);
    expect(latest.state).toEqual(state);
    expect(seqs).toEqual(upTo(2, 200));
    const newest = (await app.log.event('a', 200, { delaySeconds: 0 }))?.at;
    for (const told of [times.every, times.latest])
      expect([told[0], told.at(-1)]).toEqual([undefined, newest]);
    expect(latest.effective).toEqual({ contract: 'latest', maxRateHz: 20, delaySeconds: 0 });
  });

  it.each([
    ['its connection breaks', breakConnections],
    ['the server ends it', (app: RealtimeApp) => app.io.disconnectSockets(true)],
  ])('misses nothing and repeats nothing when %s again and again', async (_name, disturb) => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    const client = sdk(app);
    const statuses: string[] = [];
    client.on('status', (status) => void statuses.push(status));
    const handle = client.feed('a');
    const seqs = seqsOf(handle);
    const snapshots: number[] = [];
    handle.on('snapshot', ({ seq }) => void snapshots.push(seq));
    await waitFor(() => handle.seq === 0);
    for (let n = 1; n <= 300; n++) {
      await app.publish('a', { n });
      if (n % 60 === 0) {
        // The client may be back before anybody looks: what it told is counted, not what it is.
        const told = statuses.length;
        disturb(app);
        await app.publish('a', { n: -n });
        await waitFor(() => statuses.slice(told).includes('stale') && client.status === 'live');
      }
    }
    await waitFor(() => handle.seq === 305);
    expect(seqs).toEqual(upTo(1, 305));
    expect(snapshots).toEqual([0]);
    expect(statuses.slice(0, 3)).toEqual(['live', 'stale', 'live']);
  });

  it('moves to another node when its own drains, by position', async () => {
    const log = new MemoryEventLog({ clock: new SystemClock() });
    const first = await RealtimeApp.start({ log });
    const port = Number(new URL(first.url).port);
    await first.feed('a');
    const client = sdk(first);
    const handle = client.feed('a');
    const seqs = seqsOf(handle);
    await waitFor(() => handle.seq === 0);
    await first.publish('a', { n: 1 });
    await first.realtime.drain(300);
    await first[Symbol.asyncDispose]();
    await log.append({ feed: 'a', operation: { op: 'publish', type: 'set', data: { n: 2 } }, actor: 'test' });
    await using second = await RealtimeApp.start({ log, port, nodeId: 'n2' });
    await waitFor(() => handle.seq === 2);
    await second.publish('a', { n: 3 });
    await waitFor(() => handle.seq === 3);
    expect(seqs).toEqual([1, 2, 3]);
  });

  it('goes on at another address when its own no longer answers, by position', async () => {
    const log = new MemoryEventLog({ clock: new SystemClock() });
    await using first = await RealtimeApp.start({ log });
    await using second = await RealtimeApp.start({ log, nodeId: 'n2' });
    await first.feed('a');
    const client = connect([first.url, second.url], {
      retryMs: 20,
      retryMaxMs: 100,
      transports: ['websocket'],
    });
    clients.push(client);
    const handle = client.feed('a');
    const seqs = seqsOf(handle);
    await waitFor(() => handle.seq === 0);
    await first.publish('a', { n: 1 });
    await waitFor(() => handle.seq === 1);
    const used = [...first.sockets()].length > 0 ? first : second;
    used.http.close();
    breakConnections(used);
    await first.publish('a', { n: 2 });
    await waitFor(() => handle.seq === 2);
    expect(seqs).toEqual([1, 2]);
    expect(client.status).toBe('live');
  });

  it('repairs a copy that a checksum proves wrong, and one that misses an event', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    await app.publish('a', { n: 1 });
    const handle = sdk(app).feed('a');
    const repairs: string[] = [];
    const snapshots: number[] = [];
    handle.on('resync', ({ reason }) => void repairs.push(reason));
    handle.on('snapshot', ({ seq }) => void snapshots.push(seq));
    await waitFor(() => handle.seq === 1);
    app.io.emit('feed.check', { feed: 'a', seq: 1, checksum: '00000000' });
    await waitFor(() => snapshots.length === 2);
    const seqs = seqsOf(handle);
    app.io.emit('feed.events', {
      feed: 'a',
      events: [{ seq: 9, type: 'set', data: { bad: 1 }, at: '', occurredAt: '' }],
    });
    await waitFor(() => repairs.length === 2);
    await app.publish('a', { n: 2 });
    await waitFor(() => handle.seq === 2);
    expect(repairs).toEqual(['mismatch', 'gap']);
    expect(seqs).toEqual([2]);
    expect(handle.state).toEqual({ n: 2 });
  });

  it('asks for 1,200 feeds in calls of 500, and again for all of them after a break', async () => {
    await using app = await RealtimeApp.start();
    const ids = Array.from({ length: 1200 }, (_, n) => `f${n}`);
    for (const id of ids) await app.feed(id);
    const sizes: number[] = [];
    app.io.on('connection', (socket) =>
      socket.onAny((_event, { feeds }: { feeds: unknown[] }) => void sizes.push(feeds.length)),
    );
    const client = sdk(app);
    const handles = ids.map((id) => client.feed(id));
    await waitFor(() => handles.every(({ seq }) => seq === 0));
    expect(sizes).toEqual([500, 500, 200]);
    breakConnections(app);
    await waitFor(() => sizes.length === 6);
    await app.publish('f1199', { n: 1 });
    await waitFor(() => handles[1199]?.seq === 1);
  });

  it('says why a feed is not served, ends one that is archived, and goes on with the others', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    await app.feed('b');
    const client = sdk(app);
    const [a, missing, odd, b] = ['a', 'missing', 'ü', 'b'].map((id) => client.feed(id)) as FeedHandle[];
    const closed: string[] = [];
    for (const handle of [a, missing, odd]) {
      handle?.on('closed', ({ reason }) => void closed.push(`${handle.id} ${reason}`));
    }
    await waitFor(() => a?.seq === 0 && b?.seq === 0);
    await app.log.archiveFeed('a');
    await waitFor(() => closed.length === 3);
    expect(closed.sort()).toEqual(['a archived', 'missing not_found', 'ü validation_failed']);
    await app.publish('b', { n: 1 });
    await waitFor(() => b?.seq === 1);
    b?.close();
    expect(client.feed('b')).not.toBe(b);
  });

  it('tells that a token is refused and goes offline; one that it can fetch anew is tried again', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('hidden', { publicDelaySeconds: null });
    const errors: MessageError[] = [];
    const refused = sdk(app, { token: 'wrong' });
    refused.on('error', (error) => void errors.push(error));
    await waitFor(() => refused.status === 'offline');
    expect(errors.map(({ code }) => code)).toEqual(['unauthenticated']);
    const tokens = ['wrong', 'live'];
    const handle = sdk(app, { token: () => Promise.resolve(tokens.shift()) }).feed('hidden');
    await waitFor(() => handle.seq === 0);
  });

  it('follows a tag: feeds that change, join and leave', async () => {
    await using app = await RealtimeApp.start({ hub: { tagRefreshMs: 50 } });
    await app.feed('a', { tags: ['t'] });
    await app.publish('a', { n: 1 });
    const tag = sdk(app).tag('t', { maxRateHz: 20 });
    const left: string[] = [];
    tag.on('left', ({ feed, reason }) => void left.push(`${feed} ${reason}`));
    const seen = () => Object.fromEntries(tag.feeds.map(({ feed, state }) => [feed, state]));
    await waitFor(() => tag.feeds.length === 1);
    await app.feed('b', { tags: ['t'] });
    await waitFor(() => tag.feeds.length === 2);
    for (let n = 2; n <= 30; n++) await app.publish('a', { n });
    await app.publish('b', { m: 1 });
    await waitFor(() => JSON.stringify(seen()) === '{"a":{"n":30},"b":{"m":1}}');
    breakConnections(app);
    await app.publish('b', { m: 2 });
    await waitFor(() => JSON.stringify(seen()) === '{"a":{"n":30},"b":{"m":2}}');
    await app.log.changeFeed('a', { tags: [] });
    await waitFor(() => left.length === 1);
    expect(left).toEqual(['a untagged']);
  });
});
