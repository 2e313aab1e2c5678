import type { FeedRecord } from '../../src/core/feed/feed.js';
import type { JsonObject } from '../../src/core/json/json.js';
import type { Problem } from '../../src/core/protocol/errors.js';
import { ApiProblem, Unreachable } from './api-error.js';

/** The feed as `GET /api/v1/feeds/{id}` answers it. */
export type FeedView = Pick<
  FeedRecord,
  'id' | 'kind' | 'title' | 'tags' | 'config' | 'epoch' | 'seq' | 'state' | 'archivedAt' | 'startsAt'
> & { readonly checksum: string };

export interface NewFeed {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly startsAt?: string;
}

export interface BatchItem {
  readonly feed: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly occurredAt?: string;
  readonly idempotencyKey: string;
}

export interface BatchResult {
  readonly index: number;
  readonly status: 'committed' | 'replayed' | 'rejected' | 'held';
  readonly feed: string;
  readonly seq?: number;
  readonly problem?: Problem;
}

/** The outcome of one write. A held update has no seq yet. */
export interface Written {
  readonly status: 'committed' | 'replayed' | 'held';
  readonly seq?: number;
}

interface Sent {
  readonly body?: unknown;
  readonly text?: string;
  readonly contentType?: string;
  readonly idempotencyKey?: string;
}

const NDJSON = 'application/x-ndjson';

/** The public REST API, as every integrator calls it. Rejects with `ApiProblem` or `Unreachable`. */
export class Api {
  readonly #base: string;
  readonly #key: string | undefined;
  readonly #timeoutMs: number;

  constructor(options: { readonly url: string; readonly key?: string; readonly timeoutMs?: number }) {
    this.#base = options.url.replace(/\/+$/, '');
    this.#key = options.key;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
  }

  async feed(id: string): Promise<FeedView> {
    return (await this.#send('GET', `/feeds/${encodeURIComponent(id)}`)).json as FeedView;
  }

  async feeds(query: Readonly<Record<string, string>>): Promise<{ items: FeedView[]; nextCursor?: string }> {
    const answer = await this.#send('GET', `/feeds?${new URLSearchParams(query).toString()}`);
    return answer.json as { items: FeedView[]; nextCursor?: string };
  }

  async createFeed(feed: NewFeed): Promise<void> {
    await this.#send('POST', '/feeds', { body: feed });
  }

  async publish(item: BatchItem): Promise<Written> {
    const { feed, idempotencyKey, ...body } = item;
    return this.#write(`/feeds/${encodeURIComponent(feed)}/events`, body, idempotencyKey);
  }

  async amend(
    feed: string,
    seq: number,
    body: { readonly type?: string; readonly data: JsonObject; readonly reason: string },
    idempotencyKey: string,
  ): Promise<Written> {
    return this.#write(`/feeds/${encodeURIComponent(feed)}/events/${seq}/amend`, body, idempotencyKey);
  }

  /** The answers, in the order of the items. */
  async publishBatch(items: readonly BatchItem[]): Promise<readonly BatchResult[]> {
    const text = items.map((item) => `${JSON.stringify(item)}\n`).join('');
    const answer = await this.#send('POST', '/events', { text, contentType: NDJSON });
    const results = answer.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as BatchResult)
      .sort((a, b) => a.index - b.index);
    if (results.length === items.length) return results;
    throw new Unreachable(`the answer to ${items.length} updates broke off after ${results.length}`);
  }

  async #write(path: string, body: unknown, idempotencyKey: string): Promise<Written> {
    const answer = await this.#send('POST', path, { body, idempotencyKey });
    const seq = (answer.json as { seq?: number }).seq;
    if (answer.status === 202 || seq === undefined) return { status: 'held' };
    return { status: answer.replayed ? 'replayed' : 'committed', seq };
  }

  async #send(
    method: string,
    path: string,
    sent: Sent = {},
  ): Promise<{ status: number; text: string; json: unknown; replayed: boolean }> {
    const { response, text } = await this.#exchange(method, path, sent);
    const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
    const json: unknown = isJson && text !== '' ? parseAnswer(text) : undefined;
    if (!response.ok) throw ApiProblem.from(response.status, json, response.headers.get('retry-after'));
    return {
      status: response.status,
      text,
      json,
      replayed: response.headers.get('idempotent-replayed') === 'true',
    };
  }

  async #exchange(method: string, path: string, sent: Sent): Promise<{ response: Response; text: string }> {
    const content = sent.text ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    try {
      const response = await fetch(`${this.#base}/api/v1${path}`, {
        method,
        headers: {
          accept: sent.contentType ?? 'application/json',
          ...(content === undefined ? {} : { 'content-type': sent.contentType ?? 'application/json' }),
          ...(this.#key ? { authorization: `Bearer ${this.#key}` } : {}),
          ...(sent.idempotencyKey ? { 'idempotency-key': sent.idempotencyKey } : {}),
        },
        ...(content === undefined ? {} : { body: content }),
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      return { response, text: await response.text() };
    } catch (error) {
      throw new Unreachable(`no answer from ${this.#base}: ${reasonOf(error)}`);
    }
  }
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreachable(
      `the answer is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** `fetch` wraps what happened on the network as the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as {
    readonly cause?: { readonly message?: string };
    readonly message?: string;
  };
  return cause?.message || message || String(error);
}
