import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import type { EventLog } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { hintsOf, type Circumstances, type Hint } from './system-hints.js';

export interface DatabaseStatus {
  readonly kind: 'embedded' | 'postgresql';
  readonly status: 'ok' | 'failed';
  readonly version?: string;
  readonly answeredInMs?: number;
  /** The database's clock less the node's. */
  readonly clockAheadMs?: number;
}

export interface System {
  readonly node: string;
  readonly version: string;
  /** The version of Node.js. */
  readonly runtime: string;
  readonly startedAt: string;
  /** Absent while the database can't be reached. */
  readonly epoch?: string;
  readonly database: DatabaseStatus;
  readonly relay: { readonly kind: Circumstances['relay']; readonly status: 'ok' | 'failed' };
  readonly hints: readonly Hint[];
}

export interface SystemParts {
  readonly node: string;
  readonly version: string;
  readonly runtime: string;
  readonly startedAt: string;
  readonly circumstances: Omit<Circumstances, 'forwarded' | 'clockAheadMs'>;
  readonly log: EventLog;
  readonly access: Access;
  readonly clock: Clock;
  readonly relayHealthy: () => boolean;
  /** The database's version and time, in milliseconds since 1970. */
  readonly askDatabase: () => Promise<{ readonly version: string; readonly now: number }>;
}

const ANSWER_MS = 3000;

/** How this node is set up, for those who run it. */
export class SystemStatus {
  readonly #parts: SystemParts;

  constructor(parts: SystemParts) {
    this.#parts = parts;
  }

  /**
   * Rejects with `forbidden` who is limited to some feeds.
   * @param forwarded whether a proxy says that it sent the request on
   */
  async system(caller: Caller, forwarded: boolean): Promise<System> {
    const { node, version, runtime, startedAt, circumstances, access, relayHealthy } = this.#parts;
    access.demandUnlimited(caller);
    const database = await this.#database();
    const epoch = database.status === 'ok' ? await this.#epoch() : undefined;
    const { clockAheadMs } = database;
    return {
      node,
      version,
      runtime,
      startedAt,
      ...(epoch === undefined ? {} : { epoch }),
      database,
      relay: { kind: circumstances.relay, status: relayHealthy() ? 'ok' : 'failed' },
      hints: hintsOf({
        ...circumstances,
        forwarded,
        ...(clockAheadMs === undefined ? {} : { clockAheadMs }),
      }),
    };
  }

  /** The status matters most when something is away. */
  #epoch(): Promise<string | undefined> {
    return this.#parts.log.epoch().catch(() => undefined);
  }

  async #database(): Promise<DatabaseStatus> {
    const { clock, askDatabase, circumstances } = this.#parts;
    const kind = circumstances.database;
    const before = clock.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), ANSWER_MS);
    });
    const answer = await Promise.race([askDatabase().catch(() => undefined), late]);
    clearTimeout(timer);
    if (!answer) return { kind, status: 'failed' };
    const after = clock.now();
    return {
      kind,
      status: 'ok',
      version: answer.version,
      answeredInMs: after - before,
      // It looked at its clock some time in between.
      clockAheadMs: Math.round(answer.now - (before + after) / 2),
    };
  }
}
