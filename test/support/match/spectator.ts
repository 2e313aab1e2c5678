import { connect, type FeedHandle, type TouchlineClient } from '../../../client/src/index.js';
import { checksum } from '../../../src/core/json/checksum.js';
import type { StreamedEvent } from '../../../src/core/protocol/event.js';
import type { Contract } from '../../../src/core/protocol/messages.js';

/** Follows one feed by the SDK, and keeps all that it was shown. */
export class Spectator implements Disposable {
  readonly #client: TouchlineClient;
  readonly #feed: FeedHandle;
  /** In the order of their arrival. */
  readonly events: StreamedEvent[] = [];
  /** By seq, when the state first contained it, by `performance.now`. */
  readonly arrivals = new Map<number, number>();
  /** How often the state was replaced, and why its copy was repaired. */
  snapshots = 0;
  readonly repairs: string[] = [];

  constructor(
    url: string,
    feed: string,
    readonly contract: Contract,
  ) {
    this.#client = connect(url);
    this.#feed = this.#client.feed(feed, { contract });
    this.#feed.on('event', (event) => {
      this.events.push(event);
      this.arrivals.set(event.seq, performance.now());
    });
    this.#feed.on('state', ({ seq }) => {
      if (!this.arrivals.has(seq)) this.arrivals.set(seq, performance.now());
    });
    this.#feed.on('snapshot', () => void this.snapshots++);
    this.#feed.on('resync', ({ reason }) => void this.repairs.push(reason));
  }

  /** Undefined before the first answer. */
  get seq(): number | undefined {
    return this.#feed.seq;
  }

  get checksum(): string {
    return checksum(this.#feed.state ?? {});
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
