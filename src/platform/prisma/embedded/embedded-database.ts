import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type DatabaseLogger } from '../database-logger.js';
import { DirectoryLock } from './directory-lock.js';
import { closeEndpoint, connectionString, openEndpoint, socketPath, type Endpoint } from './endpoint.js';
import { workerEntry } from './worker-entry.js';
import { type FromWorker, type ToWorker, type WorkerCounters, type WorkerInput } from './worker-messages.js';

export interface EmbeddedOptions {
  /** Created if it isn't there. Belongs to this process until `close`. */
  readonly dataDir: string;
  readonly logger: DatabaseLogger;
  /** Default 5,000. */
  readonly probeIntervalMs?: number;
  /** A database that does not answer for so long is started anew. Default 20,000: longer than any statement may take. */
  readonly probeDeadlineMs?: number;
}

/** How long the first worker may take to make and open the database; a slow disk needs its time. */
const START_TIMEOUT_MS = 120_000;
const CLOSE_TIMEOUT_MS = 10_000;
const RESTART_DELAY_MS = 250;
const LONGEST_RESTART_DELAY_MS = 5_000;

/**
 * PostgreSQL in a thread of this process (PGlite), reached over a local socket like any other.
 *
 * A worker that broke, hangs or ended is replaced at the same address; committed rows are on disk before their commit is
 * answered, so nothing acknowledged is lost. Until the new one listens, its clients find nobody.
 */
export class EmbeddedDatabase {
  readonly #options: EmbeddedOptions;
  readonly #endpoint: Endpoint;
  readonly #lock: DirectoryLock;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #probe = 0;
  #healthy = false;
  #watched = false;
  #closing = false;
  #restarts = 0;
  #failuresInARow = 0;
  #counters: WorkerCounters = { syncs: 0, messages: 0 };

  private constructor(options: EmbeddedOptions, endpoint: Endpoint, lock: DirectoryLock) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.#lock = lock;
  }

  /** Rejects with DirectoryLockedError if another process has the folder. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
    const dataDir = resolve(options.dataDir);
    await mkdir(dataDir, { recursive: true });
    const lock = await DirectoryLock.acquire(dataDir, socketPath(dataDir));
    const endpoint = await openEndpoint(dataDir).catch(async (error: unknown) => {
      await lock.release();
      throw error;
    });
    const database = new EmbeddedDatabase({ ...options, dataDir }, endpoint, lock);
    try {
      await database.#startWorker();
    } catch (error) {
      await database.close();
      throw error;
    }
    return database;
  }

  /** Stays the same for as long as this object lives. */
  get connectionString(): string {
    return connectionString(this.#endpoint);
  }

  /** Whether it answered when it was last asked. */
  get healthy(): boolean {
    return this.#healthy;
  }

  /** How often its worker was replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  /** As of the last probe. */
  get counters(): WorkerCounters {
    return this.#counters;
  }

  /**
   * Begins to ask it whether it is alive. Not before the migrations are through: a statement of theirs may take longer than
   * the deadline, and they would fail at each start.
   */
  watch(): void {
    this.#watched = true;
    if (this.#worker && this.#healthy) this.#scheduleProbe(this.#worker);
  }

  /** Ends the database with its files in order, and frees the folder. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#healthy = false;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker) await closeWorker(worker);
    await closeEndpoint(this.#endpoint);
    await this.#lock.release();
  }

  async #startWorker(): Promise<void> {
    const started = performance.now();
    const entry = workerEntry();
    const input: WorkerInput = { dataDir: this.#options.dataDir, endpoint: this.#endpoint };
    const worker = new Worker(entry.file, { workerData: input, argv: [...entry.argv] });
    this.#worker = worker;
    await this.#untilReady(worker);
    if (this.#closing) return;
    const tookMs = Math.round(performance.now() - started);
    this.#options.logger.info({ tookMs, dataDir: this.#options.dataDir }, 'The embedded database is open');
    this.#healthy = true;
    this.#failuresInARow = 0;
    worker.on('message', (message: FromWorker) => this.#hear(worker, message));
    worker.once('exit', () => this.#replace(worker, 'its thread ended'));
    this.#scheduleProbe(worker);
  }

  #untilReady(worker: Worker): Promise<void> {
    return new Promise<void>((ready, reject) => {
      const fail = (reason: string): void => {
        clearTimeout(timer);
        reject(new Error(`The embedded database in ${this.#options.dataDir} does not start: ${reason}`));
      };
      const timer = setTimeout(() => fail(`not ready after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
      // Stays: an error event that nobody hears ends the process.
      worker.on('error', (error) => fail(error.message));
      worker.once('exit', () => fail('its thread ended'));
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'initialising') {
          const fields = { dataDir: this.#options.dataDir };
          this.#options.logger.info(fields, 'Creating the embedded database; this takes a few seconds, once');
        } else if (message.type === 'broken') {
          fail(message.reason);
        } else if (message.type === 'ready') {
          clearTimeout(timer);
          ready();
        }
      });
    });
  }

  #hear(worker: Worker, message: FromWorker): void {
    if (message.type === 'broken') this.#replace(worker, message.reason);
    else if (message.type === 'alive' && message.id === this.#probe) {
      this.#counters = message.counters;
      this.#scheduleProbe(worker);
    }
  }

  #scheduleProbe(worker: Worker): void {
    clearTimeout(this.#timer);
    if (worker !== this.#worker || !this.#watched) return;
    this.#timer = setTimeout(() => this.#askIfAlive(worker), this.#options.probeIntervalMs ?? 5_000).unref();
  }

  #askIfAlive(worker: Worker): void {
    this.#probe += 1;
    const deadlineMs = this.#options.probeDeadlineMs ?? 20_000;
    this.#timer = setTimeout(() => {
      this.#replace(worker, `it did not answer for ${deadlineMs} ms`);
    }, deadlineMs).unref();
    worker.postMessage({ type: 'probe', id: this.#probe } satisfies ToWorker);
  }

  /** Whatever tells of the end of a worker comes here; the first one counts. */
  #replace(worker: Worker, reason: string): void {
    if (worker !== this.#worker || this.#closing) return;
    this.#worker = undefined;
    this.#healthy = false;
    clearTimeout(this.#timer);
    this.#restarts += 1;
    this.#options.logger.error({ reason }, 'The embedded database broke; starting it anew');
    // Two workers must never have the files open at once.
    worker.terminate().then(
      () => this.#restartSoon(),
      () => this.#restartSoon(),
    );
  }

  #restartSoon(): void {
    if (this.#closing) return;
    const delay = Math.min(RESTART_DELAY_MS * 2 ** this.#failuresInARow, LONGEST_RESTART_DELAY_MS);
    this.#timer = setTimeout(() => {
      this.#startWorker().catch((error: Error) => {
        this.#failuresInARow += 1;
        if (this.#worker) this.#replace(this.#worker, error.message);
      });
    }, delay);
  }
}

/** Asks it to end, and ends it if it does not. */
async function closeWorker(worker: Worker): Promise<void> {
  if (hasEnded(worker)) return;
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.postMessage({ type: 'close' } satisfies ToWorker);
  const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref());
  await Promise.race([ended, late]);
  await worker.terminate();
}

function hasEnded(worker: Worker): boolean {
  return worker.threadId === -1;
}
