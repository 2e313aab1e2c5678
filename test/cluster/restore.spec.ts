import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Follower } from '../support/follower.js';
import { freePort } from '../support/free-port.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith, findProgram } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { StreamClient } from '../support/stream-client.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';

const exec = promisify(execFile);
const FEED = 'restored';
const DUMPED = 10;
const LOST = 20;

interface Truth {
  readonly epoch: string;
  readonly seq: number;
  readonly checksum: string;
}

/** As docs/operations.md tells operators to do it. */
async function dump(url: string, file: string): Promise<void> {
  await exec(program('pg_dump'), ['--format=custom', '--no-owner', `--file=${file}`, url]);
}

async function restore(url: string, file: string, ...more: readonly string[]): Promise<void> {
  const args = ['--no-owner', '--exit-on-error', '--single-transaction', ...more, `--dbname=${url}`, file];
  await exec(program('pg_restore'), args);
}

/** Runs `touchline epoch new` as a program of its own. */
async function declareNewEpoch(url: string): Promise<string> {
  const touchline = join(__dirname, '../../scripts/touchline.mjs');
  const env = { PATH: process.env.PATH, DATABASE_URL: url };
  const { stdout } = await exec(process.execPath, [touchline, 'epoch', 'new'], { env });
  return stdout;
}

function program(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed.`);
  return path;
}

/** Each event leaves a key of its own, so that one that is gone is seen in the state. */
async function publish(server: Server, branch: string, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++) {
    const body = { type: 'set', data: { [`${branch}${n}`]: n, last: n } };
    const response = await server.call('POST', `/feeds/${FEED}/events`, body);
    expect(response.status).toBe(201);
  }
}

async function truthOf(server: Server): Promise<Truth> {
  return (await (await server.call('GET', `/feeds/${FEED}`)).json()) as Truth;
}

/** Everyone holds what the server holds, and received nothing since the reset that is not in its log. */
async function expectTruth(server: Server, followers: readonly Follower[], seq: number): Promise<void> {
  const truth = await waitFor(
    async () => {
      const told = await truthOf(server);
      return told.seq === seq && told;
    },
    { message: `the server to be at ${seq}` },
  );
  await waitFor(() => followers.every((each) => each.epoch === truth.epoch && each.seq === seq), {
    timeoutMs: 30_000,
    message: () =>
      `${JSON.stringify(truth)}: ${followers.map(({ epoch, seq: at, resets }) => `${epoch} ${at} ${resets.join()}`).join('; ')}`,
  });
  const response = await server.call('GET', `/feeds/${FEED}/events?limit=1000`);
  const log = (await response.json()) as { events: { seq: number; data: object }[] };
  for (const { checksum, events, faults } of followers) {
    expect(checksum).toBe(truth.checksum);
    expect(faults).toEqual([]);
    for (const event of events.values()) expect(event.data).toEqual(log.events[event.seq - 1]?.data);
  }
}

describeWith('postgres', 'an old dump that is restored under live subscribers', () => {
  const folder = useTempFolder('restore');
  const before = usePostgres();
  const other = usePostgres();
  const servers: Server[] = [];
  const clients: Follower[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client[Symbol.dispose]();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  async function startServer(databaseUrl: string, port: number): Promise<Server> {
    const secrets = { SESSION_SECRET: 's'.repeat(40), TOKEN_SECRET: 't'.repeat(40) };
    const env = { DATABASE_URL: databaseUrl, DRAIN_SECONDS: '2', ...secrets };
    const server = await Server.start({ dataDir: join(folder(), 'data'), port, env });
    servers.push(server);
    return server;
  }

  /** A server with followers that have seen everything, and a dump of half of it. */
  async function prepare(
    databaseUrl: string,
    file: string,
  ): Promise<{ server: Server; followers: Follower[] }> {
    const server = await startServer(databaseUrl, await freePort());
    await server.call('POST', '/feeds', { id: FEED, kind: 'custom', title: FEED });
    const followers = (['every', 'every', 'latest'] as const).map(
      (contract) => new Follower(server.url, FEED, contract),
    );
    clients.push(...followers);
    await publish(server, 'kept', 1, DUMPED);
    await dump(databaseUrl, file);
    await publish(server, 'gone', DUMPED + 1, LOST);
    await expectTruth(server, followers, LOST);
    return { server, followers };
  }

  it('on another server is another epoch by itself: everybody takes a snapshot and goes on from there', async () => {
    const file = join(folder(), 'elsewhere.dump');
    const { server, followers } = await prepare(await before().createDatabase({ empty: true }), file);
    const { epoch } = await truthOf(server);
    using stream = await StreamClient.open(`${server.url}/api/v1/feeds/${FEED}/stream`);
    await stream.until(1);
    await server.stop();
    const databaseUrl = await other().createDatabase({ empty: true });
    await restore(databaseUrl, file);
    const restored = await startServer(databaseUrl, server.port);
    expect((await truthOf(restored)).epoch).not.toBe(epoch);
    await expectTruth(restored, followers, DUMPED);
    for (const { resets, state } of followers) {
      expect(resets).toEqual(['answer']);
      expect(Object.keys(state).filter((key) => key.startsWith('gone'))).toEqual([]);
    }
    // Past where they were: with the old epoch these would have been taken for what they hold already.
    await publish(restored, 'new', DUMPED + 1, LOST + 5);
    await expectTruth(restored, followers, LOST + 5);
    const headers = { 'last-event-id': stream.lastEventId ?? '' };
    using resumed = await StreamClient.open(`${restored.url}/api/v1/feeds/${FEED}/stream`, headers);
    await resumed.until(1);
    expect(resumed.of('feed.snapshot')[0]).toMatchObject({ reason: 'epoch_changed', seq: LOST + 5 });
  }, 120_000);

  it('on the same server, with the nodes stopped, is another epoch by `touchline epoch new`', async () => {
    const file = join(folder(), 'stopped.dump');
    const databaseUrl = await before().createDatabase({ empty: true });
    const { server, followers } = await prepare(databaseUrl, file);
    const { epoch } = await truthOf(server);
    for (const follower of followers) follower.leave();
    await server.stop();
    await restore(databaseUrl, file, '--clean', '--if-exists');
    expect(await declareNewEpoch(databaseUrl)).toContain('new epoch');
    const restored = await startServer(databaseUrl, server.port);
    expect((await truthOf(restored)).epoch).not.toBe(epoch);
    // Before anybody is back: the positions that they hold exist again, as other events.
    await publish(restored, 'new', DUMPED + 1, LOST + 5);
    for (const follower of followers) follower.comeBack();
    await expectTruth(restored, followers, LOST + 5);
    for (const { resets } of followers) expect(resets).toEqual(['answer']);
  }, 120_000);

  it('under running nodes reaches whoever stays connected, once the new epoch is declared', async () => {
    const file = join(folder(), 'running.dump');
    const databaseUrl = await before().createDatabase({ empty: true });
    const { server: running, followers } = await prepare(databaseUrl, file);
    await restore(databaseUrl, file, '--clean', '--if-exists');
    await declareNewEpoch(databaseUrl);
    await expectTruth(running, followers, DUMPED);
    // The node held the head of the lost log in memory.
    await publish(running, 'new', DUMPED + 1, LOST + 5);
    await expectTruth(running, followers, LOST + 5);
    for (const { connections, resets } of followers) {
      expect(connections).toBe(1);
      expect(resets.at(-1)).toBe('epoch_changed');
    }
  }, 120_000);

  it('by recovery on a new timeline is another epoch by itself', async () => {
    const databaseUrl = await before().createDatabase({ empty: true });
    const { server, followers } = await prepare(databaseUrl, join(folder(), 'timeline.dump'));
    const { epoch } = await truthOf(server);
    await server.stop();
    await before().restore();
    const restored = await startServer(databaseUrl, server.port);
    expect((await truthOf(restored)).epoch).not.toBe(epoch);
    await expectTruth(restored, followers, LOST);
    for (const { resets } of followers) expect(resets).toEqual(['answer']);
  }, 120_000);

  it('is noticed by nodes that stay up while a replica takes over, or a dump of another server is loaded', async () => {
    const databaseUrl = await before().createDatabase({ empty: true });
    const { server, followers } = await prepare(databaseUrl, join(folder(), 'promoted.dump'));
    const { epoch } = await truthOf(server);
    await before().restore();
    await waitFor(() => followers.every(({ resets }) => resets.at(-1) === 'epoch_changed'), {
      timeoutMs: 30_000,
    });
    const second = await truthOf(server);
    expect(second.epoch).not.toBe(epoch);
    await expectTruth(server, followers, LOST);

    const foreign = join(folder(), 'foreign.dump');
    const { server: elsewhere } = await prepare(await other().createDatabase({ empty: true }), foreign);
    await elsewhere.stop();
    await restore(databaseUrl, foreign, '--clean', '--if-exists');
    await waitFor(async () => (await truthOf(server)).seq === DUMPED);
    await waitFor(() => followers.every(({ resets }) => resets.length > 1), { timeoutMs: 30_000 });
    expect((await truthOf(server)).epoch).not.toBe(second.epoch);
    await expectTruth(server, followers, DUMPED);
    expect(followers.map(({ connections }) => connections)).toEqual([1, 1, 1]);
  }, 120_000);
});
