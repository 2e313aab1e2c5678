import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Keeps the distances of the file's own time line, divided by `speed`. It aims at the start of the replay, not at the last
 * update, so that slow answers do not add up.
 */
export class Pacer {
  #fileStart: number | undefined;
  #wallStart = 0;
  /** Milliseconds of wall time that long pauses were shortened by. */
  #skipped = 0;

  constructor(
    readonly speed: number,
    readonly longestWaitMs: number,
    readonly signal: AbortSignal,
    readonly now: () => number = Date.now,
    readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown> = (ms, signal) =>
      sleep(ms, undefined, { signal }),
  ) {}

  async until(fileMs: number): Promise<void> {
    if (this.#fileStart === undefined) {
      this.#fileStart = fileMs;
      this.#wallStart = this.now();
      return;
    }
    const due = this.#wallStart + (fileMs - this.#fileStart) / this.speed - this.#skipped;
    const ahead = due - this.now();
    if (ahead <= 0) return;
    const pause = Math.min(ahead, this.longestWaitMs);
    this.#skipped += ahead - pause;
    await this.wait(pause, this.signal);
  }
}
