import type { Clock, Timer } from '../platform/clock/clock.js';

export interface WorkerLogger {
  warn(fields: object, message: string): void;
}

/**
 * Does a piece of work again and again, one run at a time. A run that fails is logged and tried again at its next time: the log
 * decides under locks what is to be done, so any node may run it, also several at once.
 */
export class LogWorker {
  readonly #clock: Clock;
  readonly #work: () => Promise<number>;
  readonly #options: { readonly name: string; readonly retryMs: number; readonly logger: WorkerLogger };
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  /** `work` resolves to the milliseconds until it should run again. */
  constructor(
    clock: Clock,
    work: () => Promise<number>,
    options: { readonly name: string; readonly retryMs: number; readonly logger: WorkerLogger },
  ) {
    this.#clock = clock;
    this.#work = work;
    this.#options = options;
  }

  start(delayMs = 0): void {
    if (this.#stopped) return;
    this.#timer = this.#clock.after(delayMs, () => {
      this.#running = this.#run().then((next) => {
        this.#running = undefined;
        this.start(next);
      });
    });
  }

  /** Resolves once the run under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  async #run(): Promise<number> {
    try {
      return await this.#work();
    } catch (error) {
      const { name, retryMs, logger } = this.#options;
      logger.warn({ worker: name, err: error }, 'A worker of the log failed and will try again');
      return retryMs;
    }
  }
}
