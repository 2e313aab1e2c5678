import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { ManualClock } from '../../src/platform/clock/manual-clock.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { Hub } from '../../src/delivery/hub.js';
import { MemoryRelay } from '../../src/relay/memory-relay.js';
import { AddressSlots } from '../../src/platform/rate-limit/address-slots.js';
import { DEFAULT_SINK_LIMITS } from '../../src/sse/stream-sink.js';
import { Streams } from '../../src/sse/streams.js';
import { oneFeed, streamQuery } from '../../src/sse/stream-request.js';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { liveView, settled } from '../support/delivery-world.js';
import { StreamApp } from '../support/stream-app.js';
import { StreamClient } from '../support/stream-client.js';
import { waitFor } from '../support/wait-for.js';

const LIMITS = {
  ...DEFAULT_SINK_LIMITS,
  congestedBytes: 128 * 1024,
  overflowBytes: 512 * 1024,
  lingerMs: 100,
};
const BIG = 'x'.repeat(60_000);

/** A client that sends its request and then reads nothing. */
async function deaf(app: StreamApp, path: string): Promise<Socket> {
  const socket = connect(app.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.pause();
  socket.write(`GET /api/v1${path} HTTP/1.1\r\nHost: test\r\n\r\n`);
  await waitFor(() => app.streams.size > 0);
  return socket;
}

async function subscriptions(app: StreamApp): Promise<number> {
  const metric = await app.registry.getSingleMetric('touchline_delivery_subscriptions')?.get();
  return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

describe('a client that reads too slowly', () => {
  it('costs bounded memory under every: it is told and ended, while others get everything', async () => {
    await using app = await StreamApp.start({ streams: { limits: LIMITS } });
    await app.feed('a');
    using client = await StreamClient.open(`${app.url}/feeds/a/stream`);
    await client.until(1);
    const socket = await deaf(app, '/feeds/a/stream');
    await waitFor(() => app.streams.size === 2);
    let most = 0;
    let total = 0;
    while ((await app.metric('touchline_sse_ended_total', { code: 'slow_consumer' })) === 0) {
      await app.publish('a', { text: BIG, total: ++total });
      most = Math.max(most, await app.metric('touchline_sse_unsent_bytes'));
      await waitFor(() => client.seqs('a').length === total, { intervalMs: 1 });
      expect(total).toBeLessThan(2000);
    }
    expect(most).toBeLessThan(LIMITS.overflowBytes + 2 * BIG.length);
    await waitFor(() => app.streams.size === 1);
    await waitFor(async () => (await subscriptions(app)) === 1);
    let tail = '';
    socket.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString('latin1')).slice(-100_000)));
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    // Either it still read why, or its connection was cut behind what it had not read: never something else.
    const events = [...tail.matchAll(/^event: (.*)$/gm)].map((match) => match[1]);
    expect(['feed.events', 'error']).toContain(events.at(-1));
    await app.publish('a', { total: total + 1 });
    await waitFor(() => client.seqs('a').length === total + 1);
  });

  it('reads why it was ended, when it still reads', async () => {
    await using app = await StreamApp.start({ streams: { limits: { ...LIMITS, lingerMs: 20_000 } } });
    await app.feed('a');
    const socket = await deaf(app, '/feeds/a/stream');
    for (let n = 0; (await app.metric('touchline_sse_ended_total', { code: 'slow_consumer' })) === 0; n++) {
      await app.publish('a', { text: BIG, n });
      await settled();
    }
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    const blocks = text.split('\n\n').filter((block) => block.includes('event: '));
    expect(blocks.at(-1)).toContain('event: error\ndata: {"code":"slow_consumer"');
    const seqs = [...text.matchAll(/^id: \S+:(\d+)\nevent: feed.events$/gm)].map((match) => Number(match[1]));
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  it('is conflated under latest, and gets the last state once it reads', async () => {
    await using app = await StreamApp.start({ streams: { limits: LIMITS } });
    await app.feed('a');
    const socket = await deaf(app, '/feeds/a/stream?contract=latest&maxRateHz=20');
    let n = 0;
    while ((await app.metric('touchline_sse_congested')) === 0) {
      const writes = await app.metric('touchline_sse_writes_total');
      await app.publish('a', { text: BIG + String(n), n: ++n });
      // Conflated: one message each 50 ms at most.
      await waitFor(async () => (await app.metric('touchline_sse_writes_total')) > writes, { intervalMs: 5 });
    }
    for (let more = 0; more < 300; more++) await app.publish('a', { text: BIG, n: ++n });
    expect(await app.metric('touchline_sse_unsent_bytes')).toBeLessThan(LIMITS.overflowBytes);
    expect(app.streams.size).toBe(1);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text = (text + chunk.toString('latin1')).slice(-200_000)));
    socket.resume();
    await waitFor(() => text.includes(`"n":${n}`), { timeoutMs: 20_000 });
    socket.destroy();
  });
});

describe('a client that leaves', () => {
  it('leaves nothing behind, whether it reads, hangs up in the midst or never waited for the answer', async () => {
    await using app = await StreamApp.start({ hub: { lingerMs: 1 } });
    for (const feed of ['a', 'b']) await app.feed(feed);
    const clients = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        StreamClient.open(`${app.url}${n % 2 ? '/feeds/a/stream' : '/stream?feeds=a,b&contract=latest'}`),
      ),
    );
    await Promise.all(clients.map((client) => client.until(1)));
    expect(app.streams.size).toBe(20);
    expect(await subscriptions(app)).toBe(30);
    for (const client of clients) client.close();
    for (let n = 0; n < 20; n++) {
      const socket = connect(app.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('GET /api/v1/feeds/a/stream HTTP/1.1\r\nHost: test\r\n\r\n', () =>
        socket.resetAndDestroy(),
      );
    }
    await waitFor(() => app.streams.size === 0);
    await waitFor(async () => (await subscriptions(app)) === 0);
    await waitFor(async () => (await app.metric('touchline_delivery_channels')) === 0);
  });
});

describe('the writes of a stream', () => {
  it('gather what is sent in one turn, of many feeds too', async () => {
    await using app = await StreamApp.start();
    const feeds = Array.from({ length: 20 }, (_, n) => `f${n}`);
    for (const feed of feeds) await app.feed(feed);
    using client = await StreamClient.open(`${app.url}/stream?feeds=${feeds.join(',')}`);
    await client.until(20);
    const before = await app.metric('touchline_sse_writes_total');
    await Promise.all(feeds.map((feed) => app.publish(feed, { n: 1 })));
    await client.until(40);
    expect((await app.metric('touchline_sse_writes_total')) - before).toBeLessThanOrEqual(3);
  });
});

describe('a node that leaves', () => {
  it('announces it, ends the streams in slices, and takes no new ones', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    const clients = await Promise.all(
      Array.from({ length: 12 }, () => StreamClient.open(`${app.url}/feeds/a/stream`)),
    );
    await Promise.all(clients.map((client) => client.until(1)));
    const ends: number[] = [];
    const drained = app.streams.drain(600);
    const slices = waitFor(
      () => {
        const ended = clients.filter((client) => client.ended).length;
        if (ended !== ends.at(-1)) ends.push(ended);
        return ended === clients.length;
      },
      { intervalMs: 5 },
    );
    const refused = await fetch(`${app.url}/feeds/a/stream`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    // What an edge takes for a reason to ask another node, and an EventSource for one to come again.
    await expect(
      fetch(`${app.url}/feeds/a/stream`, {
        headers: { accept: 'text/event-stream', 'last-event-id': 'e:1' },
      }),
    ).rejects.toThrow('fetch failed');
    await drained;
    await slices;
    for (const client of clients) expect(client.of('server.draining')).toEqual([{ reconnectAfterMs: 300 }]);
    expect(ends.length).toBeGreaterThan(2);
    expect(app.streams.size).toBe(0);
    await app.adapter.fastify.close();
  });

  it('cuts off those that do not read their end', async () => {
    await using app = await StreamApp.start({ streams: { limits: LIMITS } });
    await app.feed('a');
    await app.feed('b');
    const socket = await deaf(app, '/feeds/a/stream?contract=latest');
    while ((await app.metric('touchline_sse_unsent_bytes')) === 0) {
      await app.publish('a', { text: `${BIG}${Math.random()}` });
      await settled();
    }
    await app.streams.drain(400);
    await waitFor(() => app.streams.size === 0);
    socket.destroy();
  });
});

describe('a stream whose credential expires', () => {
  let server: Server;
  afterEach(() => server.close());

  it('is told before, then ended', async () => {
    const clock = new ManualClock();
    const log = new MemoryEventLog({ clock });
    const registry = new Registry();
    const hub = new Hub({
      log,
      relay: new MemoryRelay(),
      clock,
      registry,
      logger: pino({ level: 'silent' }),
    });
    const streams = new Streams({ hub, clock, registry, slots: new AddressSlots(0, registry) });
    await log.createFeed({
      id: 'a',
      kind: 'custom',
      title: 'a',
      tags: [],
      config: {},
      publicDelaySeconds: null,
      holdSeconds: 0,
    });
    const expiresAtMs = clock.now() + 45_000;
    server = createServer((_, response) => {
      const request = oneFeed('a', streamQuery.parse({}), undefined);
      const caller = { viewOf: liveView, expiresAtMs };
      void streams.open({ request, caller, response, address: '', take: () => ({}), headOnly: false });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    using client = await StreamClient.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await client.until(1);
    clock.advance(14_000);
    await settled();
    expect(client.of('auth.expiring')).toEqual([]);
    clock.advance(1000);
    await client.until(2);
    expect(client.of('auth.expiring')).toEqual([{ at: new Date(expiresAtMs).toISOString() }]);
    clock.advance(30_000);
    await waitFor(() => client.ended);
    expect(client.of('error')).toMatchObject([{ code: 'unauthenticated', retryable: false }]);
    streams.close();
    await hub.close();
  });
});
