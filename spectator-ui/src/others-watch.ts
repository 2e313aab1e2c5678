import type { TouchlineClient } from '@touchline/client';
import { setText } from './dom.js';
import { listFeeds, type ListedFeed } from './feed-list.js';
import type { OtherFeeds } from './other-feeds.js';

/** Feeds that are followed at most, and how often the server is asked for new ones. */
const MOST_FEEDS = 40;
const LIST_EVERY_MS = 30_000;
const RATE_HZ = 1;
const DEMO_TAG = 'demo';

/** Every feed that is not part of the demo. New ones are found by asking now and then: there is no stream of all feeds. */
export class OthersWatch {
  readonly #client: TouchlineClient;
  readonly #list: OtherFeeds;
  readonly #more: HTMLElement;
  readonly #counts: (id: string, there: boolean) => void;
  readonly #followed = new Set<string>();

  constructor(
    client: TouchlineClient,
    list: OtherFeeds,
    more: HTMLElement,
    counts: (id: string, there: boolean) => void,
  ) {
    this.#client = client;
    this.#list = list;
    this.#more = more;
    this.#counts = counts;
  }

  /** Resolves after the first answer, or when there is none. */
  async start(): Promise<void> {
    window.setInterval(() => void this.#look(), LIST_EVERY_MS);
    await this.#look();
  }

  async #look(): Promise<void> {
    try {
      const { feeds, more } = await listFeeds(100);
      const others = feeds.filter(({ meta }) => !meta.tags.includes(DEMO_TAG));
      for (const feed of others) if (this.#followed.size < MOST_FEEDS) this.#follow(feed);
      this.#more.hidden = !more && others.length <= MOST_FEEDS;
      setText(this.#more, `The first ${this.#followed.size} feeds are shown.`);
    } catch {
      // The pill says it when the server is away; the next round asks again.
      this.#more.hidden = false;
      setText(this.#more, 'The list of feeds could not be read; it is asked for again in half a minute.');
    }
  }

  #follow({ id, meta, state }: ListedFeed): void {
    if (this.#followed.has(id)) return;
    this.#followed.add(id);
    this.#counts(id, true);
    this.#list.show(id, meta, state);
    const feed = this.#client.feed(id, { contract: 'latest', maxRateHz: RATE_HZ });
    feed.on('state', (update) => this.#list.show(id, feed.meta ?? meta, update.state));
    feed.on('closed', () => {
      this.#followed.delete(id);
      this.#list.remove(id);
      this.#counts(id, false);
    });
  }
}
