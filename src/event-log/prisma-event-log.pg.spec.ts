import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { kindsWithJournal, journal } from '../../test/contract/journal-kind.js';
import { describeWith } from '../../test/support/requirements.js';
import { usePostgres } from '../../test/support/postgres.js';
import { silentLogger } from '../../test/support/silent-logger.js';
import { waitFor } from '../../test/support/wait-for.js';
import { fold, origin } from '../core/feed/fold.js';
import type { Kind, KindName } from '../core/kinds/kind.js';
import { AppError } from '../core/protocol/errors.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import { SystemClock } from '../platform/clock/clock.js';
import { openDatabase, type Database } from '../platform/prisma/database.js';
import { LIVE, type AppendOutcome, type AppendRequest, type NewFeed } from './event-log.js';
import { PrismaEventLog } from './prisma-event-log.js';

jest.setTimeout(60_000);

function feedOf(id: string): NewFeed {
  const tennis = { kind: 'tennis', title: id, tags: [], config: {} } as const;
  return { ...tennis, id, publicDelaySeconds: 0, holdSeconds: 0 };
}

function note(feed: string, n: number, key?: string): AppendRequest {
  const operation = { op: 'publish', type: 'note', data: { n } } as const;
  return { feed, operation, actor: 'test', ...(key === undefined ? {} : { idempotencyKey: key }) };
}

/** As a publisher should: 503 means that the fate is unknown, so the same key again. */
async function untilKnown(log: () => PrismaEventLog, request: AppendRequest): Promise<LoggedEvent> {
  for (;;) {
    try {
      const outcome: AppendOutcome = await log().append(request);
      if (outcome.status === 'held') throw new Error('It was held.');
      return outcome.event;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Passes everything on, until it is told to lose a COMMIT: on its way to the server, or its answer. */
class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  lose: 'nothing' | 'commit' | 'answer' = 'nothing';

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, connect(port, '127.0.0.1')));
  }

  static async to(port: number): Promise<Wire> {
    const wire = new Wire(port);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    let deaf = false;
    client.on('data', (chunk) => {
      if (this.lose === 'nothing' || !chunk.includes('COMMIT')) return void server.write(chunk);
      const forward = this.lose === 'answer';
      this.lose = 'nothing';
      deaf = true;
      if (forward) server.write(chunk, () => client.destroy());
      else client.destroy();
    });
    client.on('close', () => server.end());
    server.on('data', (chunk) => void (deaf || client.write(chunk)));
    server.on('close', () => client.destroy());
  }
}

describeWith('postgres', 'The event log on PostgreSQL', () => {
  const server = usePostgres();
  const open: Database[] = [];
  afterEach(async () => {
    for (const database of open.splice(0)) await database.close();
  });

  const openLog = async (databaseUrl: string): Promise<{ log: PrismaEventLog; database: Database }> => {
    const database = await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false });
    open.push(database);
    const options = { kindOf: kindsWithJournal, checkpointEvery: 10 };
    return {
      database,
      log: await PrismaEventLog.open(database, new SystemClock(), new Registry(), options),
    };
  };
  const all = async (log: PrismaEventLog, feed: string): Promise<readonly LoggedEvent[]> =>
    (await log.read(feed, { after: 0, limit: 5_000, view: LIVE })).events;
  const code = async (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'fulfilled',
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );

  /** A log whose journals take a while over each note that is slow, and tell of it. */
  const openSlow = async (reduceMs: number, onSlow: () => void = () => undefined) => {
    const databaseUrl = await server().createDatabase();
    const database = await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false });
    open.push(database);
    const registry = new Registry();
    const reduce: Kind['reduce'] = (state, event, config) => {
      if (event.data['slow'] === true) {
        onSlow();
        const until = performance.now() + reduceMs;
        while (performance.now() < until);
      }
      return journal.reduce(state, event, config);
    };
    const kindOf = (name: KindName): Kind => ({ ...kindsWithJournal(name), reduce });
    const log = await PrismaEventLog.open(database, new SystemClock(), registry, { kindOf });
    await log.createFeed(feedOf('slow'));
    const publish = async (n: number): Promise<number> => {
      const operation = { op: 'publish', type: 'note', data: { n, slow: true } } as const;
      const outcome = await log.append({ feed: 'slow', operation, actor: 'test' });
      return outcome.status === 'held' ? 0 : outcome.event.seq;
    };
    return { log, registry, publish };
  };

  it('commits a batch that takes long to judge in parts, in order, and lets others in between', async () => {
    const { log, registry, publish } = await openSlow(150);
    await log.createFeed(feedOf('quick'));
    const ended: string[] = [];
    const slow = [1, 2, 3, 4].map(async (n) => {
      const seq = await publish(n);
      ended.push(`slow ${n}`);
      return seq;
    });
    const quick = log.append(note('quick', 1)).then(() => ended.push('quick'));
    expect(await Promise.all(slow)).toEqual([1, 2, 3, 4]);
    await quick;
    expect(ended.indexOf('quick')).toBeLessThan(ended.indexOf('slow 4'));
    const metric = await registry.getSingleMetric('touchline_log_batch_items')?.get();
    const batches = metric?.values.find(
      (value) => 'metricName' in value && value.metricName === 'touchline_log_batch_items_count',
    );
    expect(batches?.value).toBeGreaterThanOrEqual(4);
  });

  // A transaction for each feed that was not reached took many times as long as judging them.
  it('keeps the feeds together that a batch did not reach in time', async () => {
    const { log, registry } = await openSlow(150);
    const feeds = ['one', 'two', 'three', 'four'];
    for (const feed of feeds) await log.createFeed(feedOf(feed));
    const data = { n: 1, slow: true };
    const append = (feed: string) =>
      log.append({ feed, operation: { op: 'publish', type: 'note', data }, actor: 'test' });
    await Promise.all(feeds.map(append));
    const metric = await registry.getSingleMetric('touchline_log_batch_items')?.get();
    const of = (name: string): number | undefined =>
      metric?.values.find((value) => 'metricName' in value && String(value.metricName).endsWith(name))?.value;
    expect([of('_count'), of('_sum')]).toEqual([4, 4 + 3 + 2 + 1]);
  });

  it('folds again in slices, so that the node goes on meanwhile', async () => {
    let turn = 0;
    let counting = true;
    const turns = new Set<number>();
    const { log, publish } = await openSlow(10, () => turns.add(turn));
    await Promise.all(Array.from({ length: 30 }, (_, n) => publish(n)));
    const count = (): void => {
      turn++;
      if (counting) setImmediate(count);
    };
    count();
    turns.clear();
    const operation = { op: 'void', target: 1, reason: 'wrong' } as const;
    await log.append({ feed: 'slow', operation, actor: 'test' });
    counting = false;
    expect(turns.size).toBeGreaterThan(5);
  });

  it('lets two nodes append to the same feeds: no gap, no deadlock, one event a key, one state', async () => {
    const url = await server().createDatabase();
    const logs = [(await openLog(url)).log, (await openLog(url)).log] as const;
    const feeds = ['d', 'a', 'c', 'b'];
    for (const feed of feeds) await logs[0].createFeed(feedOf(feed));
    const heard = [new Map<string, number[]>(), new Map<string, number[]>()] as const;
    logs.forEach((log, node) =>
      log.onCommitted((message) => {
        if (message.type !== 'events') return;
        const seqs = heard[node as 0 | 1].get(message.feed) ?? [];
        heard[node as 0 | 1].set(message.feed, [...seqs, ...message.events.map(({ seq }) => seq)]);
      }),
    );
    const writer = async (w: number): Promise<void> => {
      for (let i = 0; i < 40; i++) {
        const pick = (offset: number): string => feeds[(w * 7 + i * 3 + offset) % feeds.length] as string;
        const log = logs[(w + i) % 2 === 0 ? 0 : 1];
        const twin = logs[(w + i) % 2 === 0 ? 1 : 0];
        const keyed = note(pick(0), i, `k-${w}-${i}`);
        const [first, second] = await Promise.all([
          log.append(keyed),
          twin.append(keyed),
          log.append(note(pick(1), i)),
        ]);
        if (first?.status === 'held' || second?.status === 'held') throw new Error('It was held.');
        expect(first?.event).toEqual(second?.event);
        if (i % 5 === 0 && first) {
          const correct = { op: 'amend', target: first.event.seq, data: { n: -i }, reason: 'r' } as const;
          await untilKnown(() => log, {
            feed: pick(0),
            operation: correct,
            actor: 'test',
            idempotencyKey: `a-${w}-${i}`,
          });
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, w) => writer(w)));
    let total = 0;
    for (const feed of feeds) {
      const events = await all(logs[0], feed);
      total += events.length;
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      const times = events.map(({ at }) => at);
      expect(times).toEqual([...times].sort());
      const foldable = { kind: journal, config: {} };
      const folded = fold(foldable, origin(foldable), events).state;
      for (const log of logs) expect((await log.state(feed, {}, LIVE)).state).toEqual(folded);
      const seqs = heard.map((node) => node.get(feed) ?? []);
      for (const own of seqs) expect(own).toEqual([...own].sort((a, b) => a - b));
      expect(seqs.flat().sort((a, b) => a - b)).toEqual(events.map(({ seq }) => seq));
    }
    expect(total).toBe(8 * 40 * 2 + 8 * 8);
  });

  it('answers unavailable while the database is gone, and recovers by itself', async () => {
    const { log } = await openLog(await server().createDatabase());
    await log.createFeed(feedOf('f'));
    await log.append(note('f', 1));
    await server().stopServer();
    expect(await code(log.append(note('f', 2, 'k')))).toBe('unavailable');
    expect(
      await code(log.append({ ...note('f', 2), operation: { op: 'void', target: 1, reason: 'r' } })),
    ).toBe('unavailable');
    expect(await code(log.read('f', { after: 0, limit: 1, view: LIVE }))).toBe('unavailable');
    expect(await code(log.feed('f', LIVE))).toBe('unavailable');
    expect(await code(log.releaseDueHolds())).toBe('unavailable');
    expect(await code(log.ping())).toBe('unavailable');
    await server().restart();
    await waitFor(() => log.ping().then(() => true));
    expect((await untilKnown(() => log, note('f', 2, 'k'))).seq).toBe(2);
    expect(await all(log, 'f')).toHaveLength(2);
  });

  it('loses and doubles nothing while its sessions are killed at random', async () => {
    const url = await server().createDatabase();
    const { log } = await openLog(url);
    const told = new Map<number, LoggedEvent>();
    log.onCommitted((message) => {
      if (message.type === 'events') for (const event of message.events) told.set(event.seq, event);
    });
    await log.createFeed(feedOf('f'));
    let killing = true;
    let killed = 0;
    const killer = (async (): Promise<void> => {
      while (killing) {
        const rows = await server().query<{ n: string }>(
          `SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
           WHERE application_name = 'touchline serve' AND datname = current_database() AND random() < 0.7`,
          new URL(url).pathname.slice(1),
        );
        killed += Number(rows[0]?.n ?? 0);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      }
    })();
    const acked: LoggedEvent[][] = await Promise.all(
      Array.from({ length: 6 }, async (_, w) => {
        const own: LoggedEvent[] = [];
        for (let i = 0; i < 60 || killed < 20; i++)
          own.push(await untilKnown(() => log, note('f', w * 1_000 + i, `${w}-${i}`)));
        return own;
      }),
    );
    killing = false;
    await killer;
    const events = await all(log, 'f');
    expect(events).toHaveLength(acked.flat().length);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    for (const own of acked) {
      expect(own.map(({ seq }) => events[seq - 1])).toEqual(own);
      expect(own.map(({ seq }) => seq)).toEqual(own.map(({ seq }) => seq).sort((a, b) => a - b));
    }
    for (const event of told.values()) expect(events[event.seq - 1]).toEqual(event);
  });

  it('looks up what became of a COMMIT that was not answered', async () => {
    const url = new URL(await server().createDatabase());
    const wire = await Wire.to(server().port);
    url.port = String(wire.port);
    const { log } = await openLog(url.href);
    try {
      await log.createFeed(feedOf('f'));
      const heard: number[] = [];
      log.onCommitted((message) => {
        if (message.type === 'events') heard.push(...message.events.map(({ seq }) => seq));
      });
      wire.lose = 'answer';
      expect(await log.append(note('f', 1))).toMatchObject({ status: 'committed', event: { seq: 1 } });
      wire.lose = 'commit';
      expect(await code(log.append(note('f', 2)))).toBe('unavailable');
      expect(await log.append(note('f', 3))).toMatchObject({ status: 'committed', event: { seq: 2 } });
      wire.lose = 'answer';
      const strike = { feed: 'f', operation: { op: 'void', target: 1, reason: 'r' }, actor: 'test' } as const;
      expect(await log.append(strike)).toMatchObject({ status: 'committed', event: { seq: 3 } });
      expect(heard).toEqual([1, 2, 3]);
      expect((await all(log, 'f')).map(({ data }) => data['n'])).toEqual([1, 3, undefined]);
    } finally {
      await wire.close();
    }
  });

  it('lets a feed that someone holds wait alone', async () => {
    const { log, database } = await openLog(await server().createDatabase());
    for (const feed of ['free', 'held']) await log.createFeed(feedOf(feed));
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const frozen = database.client.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT set_config('idle_in_transaction_session_timeout', '60s', true)`;
        await tx.$queryRaw`SELECT id FROM feed WHERE id = 'held' FOR UPDATE`;
        await held;
      },
      { timeout: 60_000 },
    );
    await waitFor(async () => {
      const rows = await server().query<{ n: string }>(
        `SELECT count(*) AS n FROM pg_locks WHERE mode = 'RowShareLock'`,
      );
      return Number(rows[0]?.n) > 0;
    });
    const waiting = code(log.append(note('held', 1)));
    const order: string[] = [];
    let freeAfter = Infinity;
    const asked = performance.now();
    const free = log.append(note('free', 1)).then(({ status }) => {
      freeAfter = performance.now() - asked;
      order.push(`free ${status}`);
    });
    void waiting.then((result) => order.push(`held ${result}`));
    await Promise.all([free, waiting]);
    expect(order).toEqual(['free committed', 'held unavailable']);
    // What waits for the lock holds up its own feed only.
    expect(freeAfter).toBeLessThan((performance.now() - asked) / 2);
    letGo();
    await frozen;
    expect((await untilKnown(() => log, note('held', 1))).seq).toBe(1);
  });

  it('lets an update that the database cannot store fail alone', async () => {
    const { log } = await openLog(await server().createDatabase());
    for (const feed of ['a', 'b']) await log.createFeed(feedOf(feed));
    const poison: AppendRequest = {
      ...note('a', 2),
      operation: { op: 'publish', type: 'note', data: { n: 2, text: '\u0000' } },
    };
    const results = await Promise.all([
      code(log.append(note('a', 1))),
      code(log.append(poison)),
      code(log.append(note('a', 3))),
      code(log.append(note('b', 1))),
    ]);
    expect(results).toEqual(['fulfilled', 'validation_failed', 'fulfilled', 'fulfilled']);
    expect((await all(log, 'a')).map(({ data }) => data['n'])).toEqual([1, 3]);
  });

  it('starts a new epoch on another system or timeline, and only then', async () => {
    const url = await server().createDatabase();
    const { log, database } = await openLog(url);
    const epoch = await log.epoch();
    expect(await (await openLog(url)).log.epoch()).toBe(epoch);
    await database.client.$executeRaw`UPDATE log_identity SET timeline = timeline + 1`;
    const [one, two] = await Promise.all([openLog(url), openLog(url)]);
    const next = await one.log.epoch();
    expect(next).not.toBe(epoch);
    expect([await two.log.epoch(), await log.epoch()]).toEqual([next, next]);
  });

  it('removes cut rows but for young keys and for trades that a bar may need again', async () => {
    const { log, database } = await openLog(await server().createDatabase());
    const config = { symbol: 'ACME', currency: 'USD', priceScale: 2 };
    await log.createFeed({ ...feedOf('q'), kind: 'quote', config });
    const trade = (price: string, occurredAt: string, key?: string): Promise<AppendOutcome> =>
      log.append({
        feed: 'q',
        operation: { op: 'publish', type: 'trade', data: { price, size: '1' }, occurredAt },
        actor: 'test',
        ...(key === undefined ? {} : { idempotencyKey: key }),
      });
    await trade('1', '2024-01-01T10:00:00.100Z');
    await trade('2', '2024-01-01T10:00:05.000Z');
    await trade('3', '2024-01-01T10:00:06.000Z', 'k');
    await waitFor(async () => Date.now() > Date.parse((await log.event('q', 3, LIVE)).at) + 2);
    const kept = await trade('4', '2024-01-01T10:00:00.200Z');
    if (kept.status === 'held') throw new Error('It was held.');
    expect(await log.applyRetention(kept.event.at)).toBe(3);
    const rows = await database.client.$queryRaw<
      { seq: number }[]
    >`SELECT seq::float8 FROM event ORDER BY seq`;
    expect(rows.map(({ seq }) => seq)).toEqual([1, 3, 4]);
    await log.append({ feed: 'q', operation: { op: 'void', target: 4, reason: 'busted' }, actor: 'test' });
    expect(await log.candles('q', { interval: '1m', limit: 10 }, LIVE)).toMatchObject([
      { open: '1', high: '3', close: '3', trades: 3, volume: '3' },
    ]);
  });
});
