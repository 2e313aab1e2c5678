import { EventSource } from 'eventsource';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { ManualClock } from '../../src/platform/clock/manual-clock.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { MemoryRelay } from '../../src/relay/memory-relay.js';
import { seededRandom, settled } from '../support/delivery-world.js';
import { StreamApp, STREAM_KEY } from '../support/stream-app.js';
import { StreamClient } from '../support/stream-client.js';
import { StreamHolder } from '../support/stream-holder.js';
import { waitFor } from '../support/wait-for.js';

const FEEDS = ['a', 'b', 'c'];

/** Reads at most `bytes` of a stream, wherever that is, then breaks the connection. Returns the last id that was complete. */
async function readSome(
  url: string,
  id: string | undefined,
  bytes: number,
  holder: StreamHolder,
  enough: () => boolean,
) {
  const abort = new AbortController();
  const headers: Record<string, string> = id === undefined ? {} : { 'last-event-id': id };
  const response = await fetch(url, { headers, signal: abort.signal });
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${await response.text()}`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let left = bytes;
  let rest = '';
  let last = id;
  while (left > 0 && !enough()) {
    const { value, done } = await reader.read();
    if (done || !value) break;
    const part = value.subarray(0, left);
    left -= part.length;
    const blocks = (rest + decoder.decode(part, { stream: true })).split('\n\n');
    rest = blocks.pop() as string;
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      last = field('id') ?? last;
      const data = field('data');
      if (data !== undefined) holder.take(field('event') as string, JSON.parse(data));
    }
  }
  abort.abort();
  return last;
}

async function twoNodes(clock = new SystemClock()) {
  const log = new MemoryEventLog({ clock });
  const relay = new MemoryRelay();
  log.onCommitted((message) => relay.publish(message));
  const options = { clock, log, relay, hub: { ringEvents: 20, pageEvents: 7 } };
  return [await StreamApp.start(options), await StreamApp.start(options)] as const;
}

describe('resuming an event stream', () => {
  it.each([
    [1, 'every', '/stream?feeds=a,b,c'],
    [2, 'every', '/stream?feeds=a,b,c'],
    [3, 'every', '/feeds/a/stream?'],
    [4, 'latest', '/stream?feeds=a,b,c'],
    [5, 'latest', '/feeds/a/stream?'],
  ])(
    'holds exactly the log, however often and wherever the connection breaks (seed %s, %s, %s)',
    async (seed, contract, path) => {
      const random = seededRandom(seed);
      const [one, other] = await twoNodes();
      await using first = one;
      await using second = other;
      for (const feed of FEEDS) await first.feed(feed);
      const followed = path.startsWith('/feeds') ? ['a'] : FEEDS;
      const connections = 25;
      const holder = new StreamHolder();
      let published = 0;
      const burst = async (): Promise<void> => {
        for (const end = published + 12; published < end; published++) {
          for (const feed of FEEDS) {
            await first.publish(feed, { [`k${published % 9}`]: 'x'.repeat(Math.floor(random() * 80)) });
          }
        }
      };
      let publishing = Promise.resolve();
      const caughtUp = () => followed.every((feed) => holder.seqs.get(feed) === published);
      let id: string | undefined;
      for (let n = 1; n <= connections || !caughtUp(); n++) {
        // It goes on while the client is away and while it reads.
        if (n <= connections) publishing = publishing.then(burst);
        const app = random() < 0.5 ? first : second;
        const bytes = n > connections ? Infinity : 300 + Math.floor(random() ** 2 * 5000);
        id = await readSome(`${app.url}${path}&contract=${contract}`, id, bytes, holder, caughtUp);
        if (random() < 0.5) await publishing;
      }
      await publishing;
      expect(caughtUp()).toBe(true);
      for (const feed of followed) {
        const { state } = await first.log.state(feed, { seq: 25 * 12 }, { delaySeconds: 0 });
        expect(holder.states.get(feed)).toEqual(state);
      }
      if (contract === 'every') expect(holder.snapshots).toBeLessThanOrEqual(followed.length * 2);
      await waitFor(() => first.streams.size + second.streams.size === 0);
    },
    60_000,
  );

  it('serves the EventSource of browsers across broken connections', async () => {
    await using app = await StreamApp.start({ streams: { retryMs: 10 } });
    await app.feed('a');
    const source = new EventSource(`${app.url}/feeds/a/stream`);
    const holder = new StreamHolder();
    const faults: unknown[] = [];
    const take = ({ type, data }: MessageEvent) => {
      try {
        holder.take(type, JSON.parse(data as string));
      } catch (error) {
        faults.push(error);
      }
    };
    for (const name of ['feed.snapshot', 'feed.events']) source.addEventListener(name, take);
    await waitFor(() => holder.snapshots === 1);
    for (let round = 1; round <= 5; round++) {
      await app.publish('a', { n: round * 2 });
      await waitFor(() => app.streams.size === 1);
      app.adapter.fastify.server.closeAllConnections();
      await app.publish('a', { n: round * 2 + 1 });
    }
    await waitFor(() => holder.seqs.get('a') === 10);
    expect(faults).toEqual([]);
    expect(holder.snapshots).toBe(1);
    source.close();
    await waitFor(() => app.streams.size === 0);
  });

  it('goes on in each feed that the id knows, in another order and among others', async () => {
    await using app = await StreamApp.start();
    for (const feed of FEEDS) {
      await app.feed(feed);
      await app.publish(feed, { n: 1 });
    }
    using client = await StreamClient.open(`${app.url}/stream?feeds=a,b`);
    await client.until(2);
    client.close();
    for (const feed of FEEDS) await app.publish(feed, { n: 2 });
    using back = await StreamClient.open(`${app.url}/stream?feeds=c,b`, {
      'last-event-id': client.lastEventId as string,
    });
    await back.until(2);
    expect(back.messages.map(({ event }) => event)).toEqual(['feed.snapshot', 'feed.events']);
    expect(back.of('feed.snapshot')).toMatchObject([{ feed: 'c', seq: 2, reason: 'subscribed' }]);
    expect(back.seqs('b')).toEqual([2]);
  });

  it('tells in the id of each snapshot only the feeds that the client then holds', async () => {
    await using app = await StreamApp.start();
    for (const feed of FEEDS) await app.feed(feed);
    using client = await StreamClient.open(`${app.url}/stream?feeds=a,b,c`);
    await client.until(3);
    for (const feed of FEEDS) await app.publish(feed, { n: 1 });
    const afterTwo = client.messages[1]?.id as string;
    using back = await StreamClient.open(`${app.url}/stream?feeds=a,b,c`, { 'last-event-id': afterTwo });
    await back.until(3);
    expect(back.messages.map(({ event }) => event)).toEqual(['feed.events', 'feed.events', 'feed.snapshot']);
    expect(back.of('feed.snapshot')).toMatchObject([{ feed: 'c' }]);
  });
});

describe('a delayed feed', () => {
  it('reaches an anonymous stream never early, and one with live access at once', async () => {
    const clock = new ManualClock();
    await using app = await StreamApp.start({ clock });
    await app.feed('slow', { publicDelaySeconds: 5 });
    await app.feed('mark');
    await app.publish('slow', { n: 1 });
    using anyone = await StreamClient.open(`${app.url}/stream?feeds=slow,mark`);
    using live = await StreamClient.open(`${app.url}/feeds/slow/stream`, {
      authorization: `Bearer ${STREAM_KEY}`,
    });
    await anyone.until(2);
    await live.until(1);
    expect(anyone.of('feed.snapshot')[0]).toMatchObject({ feed: 'slow', seq: 0, state: {} });
    expect(live.of('feed.snapshot')).toMatchObject([{ seq: 1, state: { n: 1 } }]);
    const due = [clock.now() + 5000];
    for (let step = 1; step <= 60; step++) {
      if (step % 10 === 0 && due.length < 4) {
        await app.publish('slow', { n: due.length + 1 });
        due.push(clock.now() + 5000);
      }
      const told = clock.now();
      // Whatever was sent until now came before this mark.
      await app.publish('mark', { step });
      await waitFor(() => anyone.seqs('mark').length === step, { intervalMs: 1 });
      for (const seq of anyone.seqs('slow')) expect(told).toBeGreaterThanOrEqual(due[seq - 1] as number);
      for (let part = 0; part < 8; part++) {
        clock.advance(25);
        await settled();
      }
    }
    await waitFor(() => anyone.seqs('slow').length === 4);
    expect(anyone.seqs('slow')).toEqual([1, 2, 3, 4]);
    expect(live.seqs('slow')).toEqual([2, 3, 4]);
  });

  it('answers a position beyond the release like one of another history', async () => {
    const clock = new ManualClock();
    await using app = await StreamApp.start({ clock });
    await app.feed('slow', { publicDelaySeconds: 5 });
    await app.publish('slow', { n: 1 });
    // The node asks the log before it calls a position impossible, which takes a few milliseconds of its clock.
    const passing = setInterval(() => clock.advance(5), 5);
    try {
      using client = await StreamClient.open(
        `${app.url}/feeds/slow/stream?lastEventId=${await app.log.epoch()}:1`,
      );
      await client.until(1);
      expect(client.of('feed.snapshot')).toMatchObject([{ seq: 0, state: {}, reason: 'epoch_changed' }]);
    } finally {
      clearInterval(passing);
    }
  });
});
