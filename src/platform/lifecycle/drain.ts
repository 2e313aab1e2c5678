import type { Logger } from 'pino';
import type { Clock } from '../clock/clock.js';

/** Moves something away from this node; it should be done before `deadline` aborts, and must not throw. */
export type DrainTask = (deadline: AbortSignal) => Promise<void>;

/**
 * The way out of service. Once it has begun the node is not ready any more and takes no new long-lived connection, while short
 * requests are still answered; each room moves its clients away by the task that it registered. It begins once and cannot be undone.
 */
export class Drain {
  readonly #tasks = new Map<string, DrainTask>();
  #running: Promise<void> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    /** How long the tasks may take together. */
    readonly limitMs: number,
  ) {}

  get draining(): boolean {
    return this.#running !== undefined;
  }

  /** Registers what `name` does when draining begins; all tasks run at the same time. */
  onDrain(name: string, task: DrainTask): void {
    this.#tasks.set(name, task);
  }

  /** Resolves when every task has ended or the limit has passed. Later calls join the first. */
  begin(): Promise<void> {
    return (this.#running ??= this.#run());
  }

  async #run(): Promise<void> {
    const deadline = new AbortController();
    const passed = new Promise<void>((resolve) => {
      deadline.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const timer = this.clock.after(this.limitMs, () => deadline.abort());
    await Promise.race([
      passed,
      Promise.all([...this.#tasks].map((task) => this.#runTask(task, deadline.signal))),
    ]);
    timer.cancel();
  }

  async #runTask([name, task]: readonly [string, DrainTask], deadline: AbortSignal): Promise<void> {
    try {
      await task(deadline);
    } catch (error) {
      this.logger.error({ err: error, task: name }, 'a drain task failed');
    }
  }
}
