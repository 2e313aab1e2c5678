/** The process of a crowd: subscribers by its options, reports when asked. Started by `crowd.ts`. */
import { Subscriber, type Loss } from './subscriber.js';
import type { CrowdOptions, CrowdReport } from './crowd.js';

const SESSION_UNKNOWN = /Session ID unknown/;
const KEPT_FAULTS = 20;

class Members {
  readonly #subscribers: readonly Subscriber[];
  readonly #polling: readonly Subscriber[];
  readonly #faults: string[] = [];
  readonly #losses = new Map<string, number>();
  readonly #moves: CrowdReport['moves'][number][] = [];
  readonly #returnsMs: number[] = [];
  #faultCount = 0;
  #sessionsUnknown = 0;

  constructor({ websocket, polling, endpoints, feeds, startOverMs }: CrowdOptions) {
    const count = websocket + polling;
    // Both transports come evenly over the time of the start.
    const polls = (index: number) =>
      Math.floor((index * polling) / count) < Math.floor(((index + 1) * polling) / count);
    this.#subscribers = Array.from({ length: count }, (_, index) => {
      return new Subscriber(index, {
        endpoints,
        feeds,
        transport: polls(index) ? 'polling' : 'websocket',
        complain: (fault) => this.#complain(fault),
        onLost: (loss) => this.#lost(loss),
        onBack: (afterMs) => this.#returnsMs.push(afterMs),
      });
    });
    this.#polling = this.#subscribers.filter((_, index) => polls(index));
    for (const [index, subscriber] of this.#subscribers.entries()) {
      setTimeout(() => subscriber.connect(), (index * startOverMs) / count);
    }
  }

  report(): CrowdReport {
    const [first] = this.#subscribers;
    const feeds = [...(first?.copies.keys() ?? [])];
    const copies = (feed: string) => this.#subscribers.map((subscriber) => subscriber.copies.get(feed));
    return {
      served: this.#subscribers.filter(({ served }) => served).length,
      fingerprints: Object.fromEntries(
        feeds.map((feed) => [feed, [...new Set(copies(feed).map((copy) => copy?.fingerprint ?? ''))]]),
      ),
      pollingByNode: countBy(this.#polling, ({ node }) => node ?? 'none'),
      faultCount: this.#faultCount,
      faults: this.#faults,
      sessionsUnknown: this.#sessionsUnknown,
      losses: Object.fromEntries(this.#losses),
      moves: this.#moves,
      returnsMs: this.#returnsMs,
    };
  }

  #complain(fault: string): void {
    this.#faultCount++;
    if (this.#faults.length < KEPT_FAULTS) this.#faults.push(fault);
  }

  #lost({ reason, afterNoticeMs, windowMs }: Loss): void {
    if (SESSION_UNKNOWN.test(reason)) this.#sessionsUnknown++;
    this.#losses.set(reason, (this.#losses.get(reason) ?? 0) + 1);
    if (afterNoticeMs !== undefined) this.#moves.push({ afterNoticeMs, windowMs: windowMs ?? 0 });
  }
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

const members = new Members(JSON.parse(process.argv[2] as string) as CrowdOptions);
process.on('message', () => process.send?.(members.report()));
process.on('disconnect', () => process.exit());
