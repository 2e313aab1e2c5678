import type { EventLog } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { Catalogue } from './catalogue.js';
import type { NewCursor } from './cursor-store.js';
import type { Runner } from './runner.js';

const HEADS_PAGE = 500;
/** Looking through all feeds takes at most this part of the time. */
const SCAN_SHARE = 10;

/** What the log shows of the feeds that runners follow, or should. */
export class Watch {
  readonly #log: EventLog;
  readonly #catalogue: Catalogue;
  readonly #clock: Clock;
  readonly #scanMs: number;
  #nextScan = 0;

  /** @param scanMs how often all feeds are looked through */
  constructor(log: EventLog, clock: Clock, scanMs: number) {
    this.#log = log;
    this.#catalogue = new Catalogue(log);
    this.#clock = clock;
    this.#scanMs = scanMs;
  }

  /** Tells runners the heads of their feeds: what no hint told. */
  async compareHeads(runners: () => readonly Runner[]): Promise<void> {
    const feeds = new Set(runners().flatMap((runner) => [...runner.feeds]));
    const all = [...feeds];
    for (let start = 0; start < all.length; start += HEADS_PAGE) {
      const page = all.slice(start, start + HEADS_PAGE).map((feed) => ({ feed, delaySeconds: 0 }));
      for (const head of await this.#log.heads(page)) for (const runner of runners()) runner.saw(head);
    }
  }

  scanSoon(): void {
    this.#nextScan = 0;
  }

  /** Hands over the ids of all feeds when it is time to. */
  async scan(discover: (ids: readonly string[]) => Promise<void>): Promise<void> {
    const started = this.#clock.now();
    if (started < this.#nextScan) return;
    this.#nextScan = started + this.#scanMs;
    await discover(await this.#catalogue.ids());
    const ended = this.#clock.now();
    this.#nextScan = Math.max(this.#nextScan, ended + (ended - started) * SCAN_SHARE);
  }

  beginnings(feeds: readonly string[]): Promise<readonly NewCursor[]> {
    return this.#catalogue.beginnings(feeds);
  }
}
