import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '../platform/prisma/generated/client.js';
import { guarded } from './database-errors.js';

/** What tells one history from another: see `DatabaseIdentity`. Undefined where the server does not say. */
interface Identity {
  readonly systemId: string;
  readonly timeline: number;
}

const UNTOLD: Identity = { systemId: '', timeline: 0 };

function newName(): string {
  return randomBytes(9).toString('base64url');
}

/** The epoch of the log: one row, read with every answer, so that a node cannot speak of an old one. */
export class EpochStore {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  /**
   * Makes the first epoch, or a new one if this is another history than the one that was noted. Nodes that boot at the same time
   * agree: the statement takes the row's lock, and the second finds nothing to change.
   */
  async open(identity: Identity | undefined): Promise<string> {
    const { systemId, timeline } = identity ?? UNTOLD;
    const name = newName();
    await guarded(
      () => this.#client.$executeRaw`
        INSERT INTO log_identity AS l (id, epoch, system_id, timeline) VALUES (1, ${name}, ${systemId}, ${timeline}::int)
        ON CONFLICT (id) DO UPDATE SET system_id = excluded.system_id, timeline = excluded.timeline,
          epoch = CASE WHEN l.system_id = '' THEN l.epoch ELSE excluded.epoch END
        WHERE excluded.system_id <> '' AND (l.system_id, l.timeline) <> (excluded.system_id, excluded.timeline)`,
    );
    return this.current();
  }

  /** As `open`, for a log that is open: writes nothing while the history is the one that was noted. Undefined when it is. */
  async check(identity: Identity | undefined): Promise<string | undefined> {
    if (!identity) return undefined;
    const { systemId, timeline } = identity;
    const [row] = await guarded(
      () => this.#client.$queryRaw<{ same: boolean; epoch: string }[]>`
        SELECT (system_id, timeline) = (${systemId}, ${timeline}::int) AS same, epoch FROM log_identity`,
    );
    if (!row || row.same) return undefined;
    const epoch = await this.open(identity);
    return epoch === row.epoch ? undefined : epoch;
  }

  async current(): Promise<string> {
    const [row] = await guarded(
      () => this.#client.$queryRaw<{ epoch: string }[]>`SELECT epoch FROM log_identity`,
    );
    if (!row) throw new Error('The log has no epoch: open it first.');
    return row.epoch;
  }

  async renew(): Promise<string> {
    const name = newName();
    await guarded(() => this.#client.$executeRaw`UPDATE log_identity SET epoch = ${name}`);
    return name;
  }
}
