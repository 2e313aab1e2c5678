import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock, Timer } from '../platform/clock/clock.js';
import { failureOf } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';
import { Audit, type Deed, type Publication } from './audit.js';
import { Publications } from './publications.js';

export interface AuditLogOptions {
  /** How long deeds that nobody waits for may wait for one another. */
  readonly noteMs: number;
  /** How long publications are summed up. */
  readonly publicationsMs: number;
  /** Deeds that may wait for a database that can't be reached; more are lost, counted and logged. */
  readonly maxWaiting: number;
}

const DEFAULT_AUDIT_OPTIONS: AuditLogOptions = {
  noteMs: 200,
  publicationsMs: 5000,
  maxWaiting: 10_000,
};

/** Rows of one statement. */
const PAGE = 500;
const RETRY_MS = 1000;
/** Actors and feeds whose publications are summed up at a time. */
const MAX_RUNS = 5000;

interface Waiting {
  readonly deed: Deed;
  readonly at: string;
}

export interface AuditDependencies {
  readonly database: Pick<Database, 'client'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly options?: Partial<AuditLogOptions>;
}

/** The audit in the database. Deeds are written in batches, in the order in which they were told, one batch at a time. */
export class AuditLog extends Audit {
  readonly #with: AuditDependencies;
  readonly #options: AuditLogOptions;
  readonly #publications = new Publications();
  readonly #lost: Counter;
  #waiting: Waiting[] = [];
  #timer: Timer | undefined;
  #publicationsTimer: Timer | undefined;
  #writing: Promise<boolean> | undefined;

  constructor(dependencies: AuditDependencies) {
    super();
    this.#with = dependencies;
    this.#options = { ...DEFAULT_AUDIT_OPTIONS, ...dependencies.options };
    this.#lost = new Counter({
      name: 'touchline_audit_lost_total',
      help: 'Deeds that found no room in the audit while the database was away; they are in the log of the process.',
      registers: [dependencies.registry],
    });
    this.#measure(dependencies.registry);
  }

  async write(deed: Deed): Promise<void> {
    this.#add(deed);
    await this.#flush();
  }

  note(deed: Deed): void {
    this.#add(deed);
    this.#schedule(this.#options.noteMs);
  }

  published(publication: Publication): void {
    this.#publications.add(publication);
    if (this.#publications.size >= MAX_RUNS) this.#sumUp();
    this.#publicationsTimer ??= this.#with.clock.after(this.#options.publicationsMs, () => this.#sumUp());
  }

  /** Resolves when everything that was told before stands, or can't be written now. */
  async flush(): Promise<void> {
    this.#sumUp();
    await this.#flush();
  }

  async close(): Promise<void> {
    await this.flush();
    this.#timer?.cancel();
    this.#publicationsTimer?.cancel();
    if (this.#waiting.length > 0)
      this.#report(this.#waiting, 'the audit was closed before these were written');
  }

  #sumUp(): void {
    this.#publicationsTimer?.cancel();
    this.#publicationsTimer = undefined;
    for (const deed of this.#publications.take()) this.note(deed);
  }

  #add(deed: Deed): void {
    const waiting = { deed, at: new Date(this.#with.clock.now()).toISOString() };
    if (this.#waiting.length < this.#options.maxWaiting) this.#waiting.push(waiting);
    else this.#report([waiting], 'the audit has no room: the database is away');
  }

  #schedule(ms: number): void {
    this.#timer ??= this.#with.clock.after(ms, () => {
      this.#timer = undefined;
      void this.#flush();
    });
  }

  /** Until nothing waits, or writing fails. */
  async #flush(): Promise<void> {
    for (;;) {
      if (this.#writing) {
        if (!(await this.#writing)) return;
      } else if (this.#waiting.length === 0) {
        return;
      } else {
        this.#writing = this.#writePage(PAGE);
        const written = await this.#writing;
        this.#writing = undefined;
        if (!written) {
          this.#schedule(RETRY_MS);
          return;
        }
      }
    }
  }

  /** False when the database is away. A deed that it refuses, for a fault of ours, holds up no other. */
  async #writePage(size: number): Promise<boolean> {
    const page = this.#waiting.slice(0, size);
    try {
      await this.#insert(page);
    } catch (error) {
      if (failureOf(error) !== 'other') {
        this.#with.logger.warn(
          { err: error, waiting: this.#waiting.length },
          'the audit cannot be written now',
        );
        return false;
      }
      if (page.length > 1) return this.#writePage(1);
      this.#with.logger.error({ err: error }, 'the audit refused a deed');
      this.#report(page, 'this deed is not in the audit');
    }
    this.#waiting = this.#waiting.slice(page.length);
    return true;
  }

  async #insert(page: readonly Waiting[]): Promise<void> {
    const rows = JSON.stringify(page.map(rowOf));
    await this.#with.database.client.$executeRaw`
        INSERT INTO audit_entry (at, actor, actor_name, action, target, feed, address, before, after)
        SELECT at, actor, actor_name, action, target, feed, address, before, after
        FROM jsonb_to_recordset(${rows}::jsonb) AS r(at timestamptz, actor text, actor_name text, action text, target text,
          feed text, address text, before jsonb, after jsonb)`;
  }

  #report(lost: readonly Waiting[], message: string): void {
    this.#lost.inc(lost.length);
    for (const { deed, at } of lost) this.#with.logger.error({ deed, at }, message);
  }

  #measure(registry: Registry): void {
    const waiting = (): number => this.#waiting.length;
    registry.registerMetric(
      new Gauge({
        name: 'touchline_audit_waiting',
        help: 'Deeds that are not in the database yet.',
        registers: [],
        collect() {
          this.set(waiting());
        },
      }),
    );
  }
}

function rowOf({ deed, at }: Waiting): object {
  const { actor, actorName, action, target, feed, address, before, after } = deed;
  return { at, actor, actor_name: actorName, action, target, feed, address, before, after };
}
