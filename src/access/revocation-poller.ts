import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { Clock, Timer } from '../platform/clock/clock.js';
import type { Database } from '../platform/prisma/database.js';
import type { Revocations } from './revocations.js';

export interface PollerOptions {
  readonly intervalMs: number;
  /** How far each look reaches behind the last: a transaction may commit so long after it wrote its row. */
  readonly overlapMs: number;
  /** How far the first look reaches back: tokens live no longer. */
  readonly memoryMs: number;
  readonly page: number;
}

const HOUR_MS = 3_600_000;

const DEFAULT_POLLER_OPTIONS: PollerOptions = {
  intervalMs: 1000,
  overlapMs: 60_000,
  memoryMs: 25 * HOUR_MS,
  page: 1000,
};

/** How long an ended session is remembered: whoever was authenticated by it has long looked again. */
const SESSION_MEMORY_MS = HOUR_MS;

interface Row {
  readonly id: bigint;
  readonly subject: string;
  readonly below: number | null;
  readonly at: Date;
}

interface Place {
  readonly at: Date;
  readonly id: bigint;
}

/**
 * Reads what other nodes revoked, each second, without Redis. Rows become visible when their transaction commits, not in the order of
 * their ids, so each look begins a little before the last one ended; what was read twice changes nothing.
 */
export class RevocationPoller {
  readonly #database: Pick<Database, 'client'>;
  readonly #revocations: Revocations;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #options: PollerOptions;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  /** The database's clock at the last look that succeeded. */
  #seenUntil: Date | undefined;
  #lookedAt: number | undefined;
  #tidyAt = 0;
  #failing = false;

  constructor(
    database: Pick<Database, 'client'>,
    revocations: Revocations,
    { clock, logger, registry }: { clock: Clock; logger: Logger; registry: Registry },
    options: Partial<PollerOptions> = {},
  ) {
    this.#database = database;
    this.#revocations = revocations;
    this.#clock = clock;
    this.#logger = logger;
    this.#options = { ...DEFAULT_POLLER_OPTIONS, ...options };
    this.#measure(registry);
  }

  /** Resolves when this node knows what was revoked before. Rejects when the database can't tell. */
  async start(): Promise<void> {
    await this.#look();
    this.#timer = this.#clock.every(this.#options.intervalMs, () => void this.#tick());
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#looking;
  }

  async #tick(): Promise<void> {
    if (this.#looking) return;
    this.#looking = this.#look().then(
      () => this.#succeeded(),
      (error: unknown) => this.#failed(error),
    );
    await this.#looking;
    this.#looking = undefined;
  }

  #succeeded(): void {
    if (this.#failing) this.#logger.info('revocations are read again');
    this.#failing = false;
  }

  /** Logged once while it lasts: the gauge tells how long. */
  #failed(error: unknown): void {
    if (!this.#failing) this.#logger.warn({ err: error }, 'revocations cannot be read now');
    this.#failing = true;
  }

  async #look(): Promise<void> {
    const { overlapMs, memoryMs } = this.#options;
    const [now] = await this.#database.client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    const until = now?.now ?? new Date(this.#clock.now());
    const first = this.#seenUntil === undefined;
    const from = new Date((this.#seenUntil ?? until).getTime() - (first ? memoryMs : overlapMs));
    let place: Place = { at: from, id: 0n };
    for (;;) {
      const rows = await this.#page(place, first);
      for (const row of rows) this.#revocations.revoke(row.subject, row.below ?? Infinity, this.#clock.now());
      const last = rows.at(-1);
      if (!last || rows.length < this.#options.page) break;
      place = last;
    }
    this.#seenUntil = until;
    this.#lookedAt = this.#clock.now();
    await this.#tidy();
  }

  /** Sessions that ended before this node began are in no cache of it. What is dated ahead is read when its time has come. */
  #page(after: Place, first: boolean): Promise<Row[]> {
    return this.#database.client.$queryRaw<Row[]>`
      SELECT id, subject, below, at FROM revocation
      WHERE (at, id) > (${after.at}::timestamptz, ${after.id}::bigint) AND at <= clock_timestamp()
        AND (NOT ${first}::boolean OR subject NOT LIKE 'session:%')
      ORDER BY at, id LIMIT ${this.#options.page}::int`;
  }

  async #tidy(): Promise<void> {
    const now = this.#clock.now();
    if (now < this.#tidyAt) return;
    this.#tidyAt = now + HOUR_MS;
    const { memoryMs } = this.#options;
    this.#revocations.forget('session:', now - SESSION_MEMORY_MS);
    this.#revocations.forget('', now - memoryMs - HOUR_MS);
    await this.#database.client.$executeRaw`
      DELETE FROM revocation WHERE id IN (
        SELECT id FROM revocation WHERE at < clock_timestamp() - ${`${memoryMs + 24 * HOUR_MS} milliseconds`}::interval
        ORDER BY at LIMIT 10000)`;
  }

  #measure(registry: Registry): void {
    const age = (): number =>
      this.#lookedAt === undefined ? 0 : (this.#clock.now() - this.#lookedAt) / 1000;
    registry.registerMetric(
      new Gauge({
        name: 'touchline_revocations_age_seconds',
        help: 'Since this node last read what other nodes revoked. Above 2 a revocation takes longer than promised.',
        registers: [],
        collect() {
          this.set(age());
        },
      }),
    );
  }
}
