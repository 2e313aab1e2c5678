import type { JsonObject } from '../../src/core/json/json.js';
import type { Api } from '../api/api.js';
import { retrying, type RetryOptions } from '../api/retry.js';
import { Failure } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { openFeed } from './feed-opener.js';
import type { Format, FormatOptions, ReplayExpectation, ReplayItem } from './format.js';
import { Pacer } from './pacer.js';
import { Progress } from './progress.js';
import { BatchPublisher, type Publisher, SinglePublisher } from './publisher.js';
import type { Source } from './source.js';
import { Tally } from './tally.js';
import { type Mismatch, verify } from './verify.js';

export interface ReplayOptions extends FormatOptions {
  /** Times real time; `max` publishes in batches as fast as the server takes them. */
  readonly speed: number | 'max';
  /** Longest pause of wall time between two updates, milliseconds. */
  readonly longestWaitMs: number;
}

export interface Outcome {
  readonly tally: Tally;
  readonly seconds: number;
  readonly interrupted: boolean;
  /** Feeds that were compared with what the file says of their end. */
  readonly verified: readonly { readonly feed: string; readonly title: string; readonly state: JsonObject }[];
  readonly mismatches: readonly Mismatch[];
}

/** Memory is bounded for streamed formats; whole files are read at once anyway. */
export class Replay {
  readonly #tally = new Tally();
  readonly #titles = new Map<string, string>();
  readonly #expected: ReplayExpectation[] = [];
  readonly #retry: RetryOptions;

  constructor(
    readonly api: Api,
    readonly terminal: Terminal,
    retry: Omit<RetryOptions, 'onRetry'>,
    readonly signal: AbortSignal,
  ) {
    this.#retry = { ...retry, onRetry: (error, waitMs) => this.#retried(error, waitMs) };
  }

  async run(format: Format, source: Source, options: ReplayOptions): Promise<Outcome> {
    const startedAt = Date.now();
    const retry = this.#retry;
    const publisher =
      options.speed === 'max'
        ? new BatchPublisher(this.api, this.#tally, retry)
        : new SinglePublisher(this.api, this.#tally, retry);
    const progress = new Progress(this.terminal, this.#tally, source.bytes);
    try {
      await this.#publishAll(format, source, options, publisher, (share) => progress.show(share, startedAt));
    } catch (error) {
      if (!this.signal.aborted) throw await this.#withWhatWasDone(error, publisher);
    } finally {
      progress.stop();
    }
    const seconds = (Date.now() - startedAt) / 1000;
    if (this.signal.aborted) {
      return { tally: this.#tally, seconds, interrupted: true, verified: [], mismatches: [] };
    }
    return { tally: this.#tally, seconds, interrupted: false, ...(await this.#verify()) };
  }

  /** A file that breaks off in the middle: what came before the fault is published, and that is said. */
  async #withWhatWasDone(error: unknown, publisher: Publisher): Promise<unknown> {
    if (!(error instanceof Failure) || this.#tally.created + this.#tally.reused === 0) return error;
    await publisher.flush();
    const { committed, replayed } = this.#tally;
    const done = `${committed + replayed} updates before it are published; the same command goes on from there.`;
    return new Failure(`${error.message} ${done}`, error.exitCode);
  }

  async #publishAll(
    format: Format,
    source: Source,
    options: ReplayOptions,
    publisher: Publisher,
    show: (share: number) => void,
  ): Promise<void> {
    const pacer =
      options.speed === 'max' ? undefined : new Pacer(options.speed, options.longestWaitMs, this.signal);
    const items = format.whole
      ? await inTimeOrder(format.read(source, options), pacer !== undefined)
      : undefined;
    let count = 0;
    for await (const item of items ?? format.read(source, options)) {
      this.signal.throwIfAborted();
      count++;
      await this.#take(item, publisher, pacer);
      show(items ? count / items.length : source.bytesRead / Math.max(1, source.bytes));
    }
    await publisher.flush();
  }

  async #take(item: ReplayItem, publisher: Publisher, pacer: Pacer | undefined): Promise<void> {
    switch (item.item) {
      case 'feed': {
        // A creation whose answer was lost is found as a feed that is there.
        const opened = await retrying(() => openFeed(this.api, item), this.#retry);
        this.#tally[opened]++;
        this.#titles.set(item.feed.id, item.feed.title);
        return;
      }
      case 'update':
        await pacer?.until(item.paceMs);
        return publisher.update(item);
      case 'amend':
        await pacer?.until(item.paceMs);
        return publisher.amend(item);
      case 'expect':
        this.#expected.push(item);
        return;
      case 'note':
        this.#tally.note(item);
    }
  }

  async #verify(): Promise<Pick<Outcome, 'verified' | 'mismatches'>> {
    const verified: { feed: string; title: string; state: JsonObject }[] = [];
    const mismatches: Mismatch[] = [];
    for (const { feed, expectations } of this.#expected) {
      const { state } = await retrying(() => this.api.feed(feed), this.#retry);
      verified.push({ feed, title: this.#titles.get(feed) ?? feed, state });
      mismatches.push(...verify(feed, state, expectations));
    }
    return { verified, mismatches };
  }

  #retried(error: Error, waitMs: number): void {
    this.#tally.retries++;
    this.terminal.note(`${error.message}; again in ${(waitMs / 1000).toFixed(1)} s`);
  }
}

/** Feeds first, then updates as they happened: matches of one evening run side by side. Each feed keeps its own order. */
async function inTimeOrder(items: AsyncIterable<ReplayItem>, paced: boolean): Promise<readonly ReplayItem[]> {
  const list: ReplayItem[] = [];
  for await (const item of items) list.push(item);
  if (!paced) return list;
  const latest = new Map<string, number>();
  const timed = list.map((item) => {
    if (item.item === 'feed') return { item, at: Number.NEGATIVE_INFINITY };
    if (item.item !== 'update' && item.item !== 'amend') return { item, at: Number.POSITIVE_INFINITY };
    const at = Math.max(item.paceMs, latest.get(item.feed) ?? Number.NEGATIVE_INFINITY);
    latest.set(item.feed, at);
    return { item, at };
  });
  return timed.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1)).map(({ item }) => item);
}
