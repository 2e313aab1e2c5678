import type { FeedRecord } from '../core/feed/feed.js';
import type { Fetched, RecordSource } from './record-source.js';

/** Who holds the record, and acts on what it says. */
export interface RecordOwner {
  readonly feed: string;
  readonly ready: boolean;
  /** Counts replacements of the state: what was asked for before one says nothing behind it. */
  readonly generation: number;
  /** A record was read anew; it may be no newer than the one held, or of another epoch. */
  takeRecord(fetched: Fetched): void;
}

/** The record by which a channel decides who may see what, and the newest revision of it that anything spoke of. */
export class RecordKeeper {
  #record: FeedRecord | undefined;
  #finalSeq: number | undefined;
  #heard = 0;
  #refreshing = false;

  constructor(
    readonly owner: RecordOwner,
    readonly source: RecordSource,
  ) {}

  /** Undefined before the first one was read. */
  get record(): FeedRecord | undefined {
    return this.#record;
  }

  /** Of an archived feed: the seq after which nothing follows. */
  get finalSeq(): number | undefined {
    return this.#finalSeq;
  }

  /** Whether there is a newer revision than the one held. */
  get unsure(): boolean {
    return this.#record !== undefined && this.#heard > this.#record.revision;
  }

  put({ record, finalSeq }: Fetched): void {
    this.#record = record;
    this.#finalSeq = finalSeq;
  }

  /** The log that was put back never knew this feed. */
  endWithoutFeed(): void {
    this.#finalSeq = 0;
    this.#heard = 0;
  }

  /** Something speaks of this revision. */
  hear(revision: number): void {
    this.#heard = Math.max(this.#heard, revision);
    if (this.unsure) void this.refresh();
  }

  /** Reads the record again, until it is as new as all that was heard. A failure is repaired by the next head check. */
  async refresh(): Promise<void> {
    const { owner, source } = this;
    if (this.#refreshing || !owner.ready) return;
    this.#refreshing = true;
    try {
      do {
        const { generation } = owner;
        const heard = this.#heard;
        const fetched = await source.fetch();
        if (!fetched || !owner.ready) break;
        if (generation !== owner.generation) continue;
        // The log knows best: what spoke of a newer one before it was asked was wrong.
        if (heard === this.#heard) this.#heard = fetched.record.revision;
        owner.takeRecord(fetched);
        // Asking again would change nothing: the owner will be loaded anew.
        if (fetched.record.epoch !== this.#record?.epoch) break;
      } while (this.unsure);
    } catch (error) {
      const { metrics, logger } = source.context;
      metrics.logFailures.inc({ read: 'record' });
      logger.debug({ feed: owner.feed, err: error }, 'record not read, the next head check repeats it');
    } finally {
      this.#refreshing = false;
    }
  }
}
