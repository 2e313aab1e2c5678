import type { Logger } from 'pino';
import type { Clock, Timer } from '../platform/clock/clock.js';
import type { Database } from '../platform/prisma/database.js';

const FLUSH_MS = 10_000;
/** Keys between two flushes; the use of more is forgotten. */
const MAX_KEYS = 10_000;

/** When keys were last used, written some seconds late and all at once. */
export class LastUse {
  readonly #database: Pick<Database, 'client'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #used = new Map<string, number>();
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Pick<Database, 'client'>, clock: Clock, logger: Logger) {
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
  }

  note(id: string): void {
    if (this.#used.size >= MAX_KEYS && !this.#used.has(id)) return;
    this.#used.set(id, this.#clock.now());
    this.#timer ??= this.#clock.after(FLUSH_MS, () => void this.flush());
  }

  /** Never rejects: a time that can't be written is not worth a request. */
  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const used = this.#used;
    if (used.size === 0) return this.#writing;
    this.#used = new Map();
    this.#writing = this.#writing.then(() => this.#write(used));
    return this.#writing;
  }

  async #write(used: ReadonlyMap<string, number>): Promise<void> {
    const rows = JSON.stringify([...used].map(([id, ms]) => ({ id, at: new Date(ms).toISOString() })));
    try {
      await this.#database.client.$executeRaw`
        UPDATE api_key SET last_used_at = GREATEST(last_used_at, u.at)
        FROM jsonb_to_recordset(${rows}::jsonb) AS u(id text, at timestamptz) WHERE api_key.id = u.id`;
    } catch (error) {
      this.#logger.warn({ err: error, keys: used.size }, 'the last use of keys cannot be written now');
    }
  }
}
