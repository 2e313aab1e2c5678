import type { LoggedEvent } from '../../src/core/protocol/event.js';
import { freePort } from '../support/free-port.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';

const KILLS = 20;
const PUBLISHERS = 8;
const FEEDS = ['custom.a', 'custom.b'];

interface Publish {
  readonly feed: string;
  readonly key: string;
  readonly value: number;
}

/** Publishes until its server dies; notes what was acknowledged and what stayed unknown. */
async function publishUntilDeath(
  server: Server,
  next: () => Publish,
  acked: Map<string, LoggedEvent>,
  unknown: Publish[],
): Promise<void> {
  for (;;) {
    const publish = next();
    try {
      const event = await send(server, publish);
      acked.set(publish.key, event);
    } catch {
      // The connection broke: neither written nor not written, as far as a publisher can tell.
      unknown.push(publish);
      return;
    }
  }
}

async function send(server: Server, { feed, key, value }: Publish): Promise<LoggedEvent> {
  const response = await server.call(
    'POST',
    `/feeds/${feed}/events`,
    { type: 'set', data: { [key]: value } },
    { 'idempotency-key': key },
  );
  if (response.status !== 201 && response.status !== 200)
    throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as LoggedEvent;
}

async function history(server: Server, feed: string): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (;;) {
    const after = events.at(-1)?.seq ?? 0;
    const response = await server.call('GET', `/feeds/${feed}/events?after=${after}&limit=5000`);
    const page = (await response.json()) as { events: LoggedEvent[] };
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
}

describe('a server that is killed with -9 while it takes updates', () => {
  const folder = useTempFolder('touchline-kill');

  it(
    `keeps every acknowledged event, in order and once, through ${KILLS} kills`,
    async () => {
      const port = await freePort();
      const start = () => Server.start({ dataDir: folder(), port });
      const acked = new Map<string, LoggedEvent>();
      let unknown: Publish[] = [];
      let counter = 0;
      const next = (): Publish => {
        counter++;
        return { feed: FEEDS[counter % FEEDS.length] as string, key: `k${counter}`, value: counter };
      };

      let server = await start();
      for (const id of FEEDS) {
        expect((await server.call('POST', '/feeds', { id, kind: 'custom', title: id })).status).toBe(201);
      }
      for (let kill = 0; kill < KILLS; kill++) {
        const before = acked.size;
        const broken: Publish[] = [];
        const publishing = Array.from({ length: PUBLISHERS }, () =>
          publishUntilDeath(server, next, acked, broken),
        );
        // A different depth into the stream of commits each time.
        const enough = before + 5 + ((kill * 37) % 60);
        await waitFor(() => acked.size >= enough, {
          message: 'acknowledgements',
          timeoutMs: 60_000,
          intervalMs: 1,
        });
        await server.kill9();
        await Promise.all(publishing);

        server = await start();
        unknown = broken;
        for (const publish of unknown) acked.set(publish.key, await send(server, publish));
      }

      for (const id of FEEDS) {
        const events = await history(server, id);
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
        const keys = events.flatMap((event) => Object.keys(event.data));
        expect(new Set(keys).size).toBe(keys.length);
        const expected = [...acked].filter(([, event]) => event.feed === id);
        for (const [key, event] of expected)
          expect(events[event.seq - 1]?.data).toEqual({ [key]: event.data[key] });
        expect(keys.length).toBe(expected.length);
      }
      expect(await server.stop()).toBe(0);
    },
    10 * 60_000,
  );
});
