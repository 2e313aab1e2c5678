import { validationFailed } from '../core/protocol/errors.js';
import type { EventLog, View } from '../event-log/event-log.js';
import type { NewCursor } from './cursor-store.js';
import { covers } from './webhook-store.js';

export type ViewOf = (publicDelaySeconds: number | null, id: string) => View | undefined;

/** Feeds of one webhook. */
export const MOST_FEEDS = 5_000;
const HEADS_PAGE = 500;

/** Which feeds there are, for patterns. */
export class Catalogue {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Ids of all feeds, archived ones too: they may have been archived before anybody looked. */
  async ids(): Promise<readonly string[]> {
    const ids: string[] = [];
    await this.#visit((_delay, id) => void ids.push(id));
    return ids;
  }

  /**
   * Where a webhook with these patterns begins: the heads of the feeds that exist now, each as its owner sees it, so that what it
   * reads now and what will be sent join without a gap.
   */
  async heads(patterns: readonly string[], viewOf: ViewOf): Promise<readonly NewCursor[]> {
    const feeds: { readonly feed: string; readonly delaySeconds: number }[] = [];
    await this.#visit((delay, feed) => {
      if (covers(patterns, feed)) feeds.push({ feed, delaySeconds: viewOf(delay, feed)?.delaySeconds ?? 0 });
    });
    if (feeds.length > MOST_FEEDS) {
      const message = `match more than the ${MOST_FEEDS} feeds that fit into one webhook: narrow the patterns`;
      throw validationFailed([{ path: 'feeds', message }]);
    }
    const cursors: NewCursor[] = [];
    for (let start = 0; start < feeds.length; start += HEADS_PAGE) {
      const heads = await this.#log.heads(feeds.slice(start, start + HEADS_PAGE));
      cursors.push(...heads.map(({ feed, epoch, seq }) => ({ feed, epoch, seq })));
    }
    return cursors;
  }

  /** Where a feed that was created behind the webhook begins. */
  async beginnings(feeds: readonly string[]): Promise<readonly NewCursor[]> {
    const epoch = await this.#log.epoch();
    return feeds.map((feed) => ({ feed, epoch, seq: 0 }));
  }

  /** Which view a feed gets is asked for every feed; one that gets none is neither read nor listed. */
  async #visit(visitor: (publicDelaySeconds: number | null, id: string) => void): Promise<void> {
    await this.#log.feeds({
      archived: true,
      limit: 1,
      viewOf: (delay, id) => {
        visitor(delay, id);
        return undefined;
      },
    });
  }
}
