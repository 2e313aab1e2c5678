import type { Api, BatchItem, BatchResult, Written } from '../api/api.js';
import { ApiProblem } from '../api/api-error.js';
import { retrying, type RetryOptions } from '../api/retry.js';
import type { ReplayAmend, ReplayUpdate } from './format.js';
import type { Tally } from './tally.js';

/** Publishes in order. Every write carries a key, so that whatever is repeated after a lost answer is not doubled. */
export interface Publisher {
  update(update: ReplayUpdate): Promise<void>;
  amend(amend: ReplayAmend): Promise<void>;
  /** Resolves once everything before is answered. */
  flush(): Promise<void>;
}

/** Seqs of the updates that a later item corrects. Bounded by the number of corrections in the file. */
class Targets {
  readonly #seqs = new Map<string, number>();

  keep(update: ReplayUpdate, seq: number | undefined): void {
    if (update.corrected && seq !== undefined) this.#seqs.set(`${update.feed} ${update.key}`, seq);
  }

  seqOf(amend: ReplayAmend): number | undefined {
    return this.#seqs.get(`${amend.feed} ${amend.target}`);
  }
}

function batchItem(update: ReplayUpdate): BatchItem {
  return {
    feed: update.feed,
    type: update.type,
    data: update.data,
    ...(update.occurredAt === undefined ? {} : { occurredAt: update.occurredAt }),
    idempotencyKey: update.key,
  };
}

/** One update a request, for paced replays; also what both publishers do with a correction. */
export class SinglePublisher implements Publisher {
  readonly #targets: Targets;

  constructor(
    readonly api: Api,
    readonly tally: Tally,
    readonly retry: RetryOptions,
    targets = new Targets(),
  ) {
    this.#targets = targets;
  }

  async update(update: ReplayUpdate): Promise<void> {
    const written = await this.#counted(update, update.type, () => this.api.publish(batchItem(update)));
    this.#targets.keep(update, written?.seq);
  }

  async amend(amend: ReplayAmend): Promise<void> {
    const seq = this.#targets.seqOf(amend);
    if (seq === undefined) {
      const detail = `its target ${amend.target} was not committed`;
      this.tally.reject({ feed: amend.feed, key: amend.key, type: 'amend', detail });
      return;
    }
    const body = { data: amend.data, reason: amend.reason };
    await this.#counted(amend, 'amend', () => this.api.amend(amend.feed, seq, body, amend.key));
  }

  async flush(): Promise<void> {
    // Nothing waits here: each update is answered before the next is sent.
  }

  async #counted(
    item: { readonly feed: string; readonly key: string },
    type: string,
    write: () => Promise<Written>,
  ): Promise<Written | undefined> {
    try {
      const written = await retrying(write, this.retry);
      this.tally[written.status]++;
      return written;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.retryable || error.status === 401 || error.status === 403)
        throw error;
      this.tally.reject({ feed: item.feed, key: item.key, type, detail: error.message });
      return undefined;
    }
  }
}

/** Updates and bytes of one request. */
const WINDOW_UPDATES = 2_000;
const WINDOW_BYTES = 1_000_000;

/** Windows of updates as NDJSON, one request after the other, as fast as the server takes them. */
export class BatchPublisher implements Publisher {
  readonly #targets = new Targets();
  readonly #single: SinglePublisher;
  #window: ReplayUpdate[] = [];
  #bytes = 0;

  constructor(
    readonly api: Api,
    readonly tally: Tally,
    readonly retry: RetryOptions,
  ) {
    this.#single = new SinglePublisher(api, tally, retry, this.#targets);
  }

  async update(update: ReplayUpdate): Promise<void> {
    this.#window.push(update);
    this.#bytes += JSON.stringify(update.data).length + 200;
    if (this.#window.length >= WINDOW_UPDATES || this.#bytes >= WINDOW_BYTES) await this.flush();
  }

  async amend(amend: ReplayAmend): Promise<void> {
    await this.flush();
    await this.#single.amend(amend);
  }

  async flush(): Promise<void> {
    const window = this.#window;
    if (window.length === 0) return;
    this.#window = [];
    this.#bytes = 0;
    const results = await retrying(() => this.#send(window.map(batchItem)), this.retry);
    for (const [index, update] of window.entries()) this.#count(update, results[index] as BatchResult);
  }

  /** The whole window again if one of it was turned away for now: what was committed comes back as replayed. */
  async #send(items: readonly BatchItem[]): Promise<readonly BatchResult[]> {
    const results = await this.api.publishBatch(items);
    const refused = results.find(
      ({ problem }) => problem && (problem.status === 429 || problem.status >= 500),
    );
    if (refused?.problem)
      throw new ApiProblem(refused.problem.status, refused.problem.code, refused.problem.detail, undefined);
    return results;
  }

  #count(update: ReplayUpdate, result: BatchResult): void {
    if (result.status === 'rejected') {
      const detail = result.problem?.errors?.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
      this.tally.reject({
        feed: update.feed,
        key: update.key,
        type: update.type,
        detail: detail || result.problem?.detail || 'no reason given',
      });
      return;
    }
    this.tally[result.status]++;
    this.#targets.keep(update, result.seq);
  }
}
