import type { Clock } from '../platform/clock/clock.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';
import type { Prisma } from '../platform/prisma/generated/client.js';
import type { Revocations } from './revocations.js';

export type Tx = Prisma.TransactionClient;

/**
 * Notes that a subject's versions below `below` (default: all, for good) are dead as soon as the transaction commits, or so many seconds
 * later.
 */
export type Revoke = (subject: string, below?: number, inSeconds?: number) => Promise<void>;

/**
 * The writing side: what is revoked takes effect here at once, and elsewhere when the other nodes read the row. What is revoked for later
 * every node, this one too, reads when its time has come.
 */
export class RevocationStore {
  readonly #database: Pick<Database, 'client'>;
  readonly #revocations: Revocations;
  readonly #clock: Clock;

  constructor(database: Pick<Database, 'client'>, revocations: Revocations, clock: Clock) {
    this.#database = database;
    this.#revocations = revocations;
    this.#clock = clock;
  }

  /** Runs `work` in one transaction. What it revokes and what it writes happen together or not at all. */
  async transaction<T>(work: (tx: Tx, revoke: Revoke) => Promise<T>): Promise<T> {
    const revoked = new Map<string, number>();
    const result = await this.#committed((tx) => {
      revoked.clear();
      return work(tx, async (subject, below, inSeconds = 0) => {
        await tx.$executeRaw`
          INSERT INTO revocation (subject, below, at)
          VALUES (${subject}, ${below ?? null}::int, clock_timestamp() + make_interval(secs => ${inSeconds}::int))`;
        if (inSeconds === 0) revoked.set(subject, below ?? Infinity);
      });
    });
    for (const [subject, below] of revoked) this.#revocations.revoke(subject, below, this.#clock.now());
    return result;
  }

  async #committed<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.#database.client.$transaction(work);
    } catch (error) {
      throw toAppError(error);
    }
  }
}
