import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../core/protocol/errors.js';

/** OWASP's argon2id with 19 MiB: some 50 ms of one core, on the thread pool. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** At a time; more would take the thread pool from everything else. */
const MAX_RUNNING = 2;
const MAX_WAITING = 64;

/** Hashes and compares passwords, a few at a time, so that a flood of logins costs nothing but logins. */
export class Passwords {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** The hash of no password, so that an unknown account takes as long as a known one. */
  #nobody: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, COST));
  }

  /** @param stored undefined: there is no such account; takes as long as if there were */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    this.#nobody ??= hash('', COST);
    const against = stored ?? (await this.#nobody);
    const fits = await this.#inTurn(() => verify(against, password));
    return fits && stored !== undefined;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_RUNNING) await this.#turn();
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  /** Resolves when somebody hands over their place. */
  #turn(): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING) {
      throw new AppError('unavailable', 'Too many sign in at the moment. Try again.', {
        retryAfterSeconds: 2,
      });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
