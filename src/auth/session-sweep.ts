import type { Logger } from 'pino';
import type { Clock, Timer } from '../platform/clock/clock.js';
import type { Sessions } from './sessions.js';

const EVERY_MS = 60_000;
/** Between two parts of what is much. */
const NEXT_MS = 1_000;

/** Ends sessions that nobody uses any more, also those of which no node is asked: their sockets and streams would stay. */
export class SessionSweep {
  readonly #sessions: Pick<Sessions, 'endOver'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(sessions: Pick<Sessions, 'endOver'>, clock: Clock, logger: Logger) {
    this.#sessions = sessions;
    this.#clock = clock;
    this.#logger = logger;
  }

  start(): void {
    this.#wait(EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  #wait(ms: number): void {
    if (this.#stopped) return;
    this.#timer = this.#clock.after(ms, () => {
      this.#running = this.#run().then((next) => this.#wait(next));
    });
  }

  async #run(): Promise<number> {
    try {
      return (await this.#sessions.endOver()) > 0 ? NEXT_MS : EVERY_MS;
    } catch (error) {
      this.#logger.warn({ err: error }, 'sessions that are over cannot be ended now');
      return EVERY_MS;
    }
  }
}
