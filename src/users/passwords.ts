import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../core/protocol/errors.js';
import { ReadQueue } from '../platform/turns/read-queue.js';

/** OWASP's argon2id with 19 MiB: some 50 ms of one core, on the thread pool. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** At a time; more would take the thread pool from everything else. */
const MAX_RUNNING = 2;
/** Of all, and of one network: those of others come in between, and never find the line full of them. */
const MAX_WAITING = 256;
const MAX_WAITING_OF_NETWORK = 32;

/** Hashes and compares passwords, a few at a time, so that a flood of logins costs nothing but logins, and those to who sends it. */
export class Passwords {
  readonly #line = new ReadQueue(MAX_RUNNING);
  /** The hash of no password, so that an unknown account takes as long as a known one. */
  #nobody: Promise<string> | undefined;
  readonly #compare: typeof verify;

  /** @param compare of argon2; a test may stand in for it */
  constructor(compare: typeof verify = verify) {
    this.#compare = compare;
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, COST), '');
  }

  /**
   * @param stored undefined: there is no such account; takes as long as if there were
   * @param network of who asks
   */
  async verify(stored: string | undefined, password: string, network: string): Promise<boolean> {
    this.#nobody ??= hash('', COST);
    const against = stored ?? (await this.#nobody);
    const fits = await this.#inTurn(() => this.#compare(against, password), network);
    return fits && stored !== undefined;
  }

  async #inTurn<T>(work: () => Promise<T>, network: string): Promise<T> {
    const line = this.#line;
    if (line.waiting >= MAX_WAITING || line.waitingOf(network) >= MAX_WAITING_OF_NETWORK) {
      throw new AppError('unavailable', 'Too many sign in at the moment. Try again.', {
        retryAfterSeconds: 2,
      });
    }
    return line.run(work, network);
  }
}
