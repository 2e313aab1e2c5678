import type { Logger } from 'pino';

/** One step of leaving, tried whatever became of those before it. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<void>;
}

interface Options {
  readonly logger: Logger;
  /** From the signal to the end of the process. */
  readonly limitMs: number;
  readonly steps: readonly Step[];
  /** Cuts what is still connected, a little before the limit. */
  readonly cut: () => void;
  readonly exit: (code: number) => void;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
}

/** npm and a terminal, or a process group and its leader, each pass on the one signal that somebody sent. */
const SAME_REQUEST_MS = 1000;
/** Share of the limit after which connections are cut. */
const CUT_SHARE = 0.85;

/**
 * Leaves on request: runs the steps in order and lets the event loop run empty. Past the limit, or when asked again a second
 * later or more, the process ends at once; what was acknowledged is durable all the same.
 */
export class Shutdown {
  readonly #options: Options;
  #begunAt: number | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @param reason such as the signal's name */
  request(reason: string): void {
    const { logger, exit, now } = this.#options;
    if (this.#begunAt !== undefined) {
      if (now() - this.#begunAt < SAME_REQUEST_MS) return;
      logger.warn({ reason }, 'asked again to leave: ending at once');
      exit(1);
      return;
    }
    this.#begunAt = now();
    logger.info({ reason }, 'leaving');
    void this.#run();
  }

  async #run(): Promise<void> {
    const { logger, limitMs, steps, cut, exit, now } = this.#options;
    const started = now();
    const cutting = setTimeout(cut, limitMs * CUT_SHARE).unref();
    setTimeout(() => {
      logger.error(
        { limitMs, alive: process.getActiveResourcesInfo() },
        'did not leave in time: ending at once',
      );
      exit(1);
    }, limitMs).unref();
    for (const { name, run } of steps) {
      try {
        await run();
      } catch (error) {
        logger.error({ err: error, step: name }, 'a step of leaving failed');
        process.exitCode = 1;
      }
    }
    clearTimeout(cutting);
    logger.info({ ms: Math.round(now() - started) }, 'left');
  }
}
