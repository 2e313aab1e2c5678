import { type SingleBar, Presets } from 'cli-progress';
import progress from 'cli-progress';
import type { Terminal } from '../terminal.js';
import type { Tally } from './tally.js';

/** Seconds between the lines of a replay whose output nobody watches. */
const PLAIN_EVERY_MS = 5_000;

/** A bar where it can be redrawn, now and then a line where it cannot. Counts bytes of the file, the only total that is known. */
export class Progress {
  #bar: SingleBar | undefined;
  #lastLine: number;

  constructor(
    readonly terminal: Terminal,
    readonly tally: Tally,
    readonly totalBytes: number,
    readonly now: () => number = Date.now,
  ) {
    this.#lastLine = now();
    if (!terminal.interactive) return;
    this.#bar = new progress.SingleBar(
      {
        format: '{bar} {percentage}% · {updates} updates · {rate}/s · {elapsed} s',
        hideCursor: true,
        stream: process.stderr,
        clearOnComplete: true,
        elapsed: 0,
      } as progress.Options,
      Presets.shades_classic,
    );
    this.#bar.start(Math.max(1, totalBytes), 0, { updates: 0, rate: 0, elapsed: 0 });
  }

  show(share: number, startedAt: number): void {
    const elapsed = (this.now() - startedAt) / 1000;
    const updates = this.tally.updates;
    const rate = elapsed > 0 ? Math.round(updates / elapsed) : 0;
    if (this.#bar) {
      this.#bar.update(Math.round(share * this.totalBytes), { updates, rate, elapsed: elapsed.toFixed(1) });
      return;
    }
    if (this.now() - this.#lastLine < PLAIN_EVERY_MS) return;
    this.#lastLine = this.now();
    this.terminal.note(`${Math.round(share * 100)} % · ${updates} updates · ${rate}/s`);
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
