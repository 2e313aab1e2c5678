import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

interface Stored {
  readonly seq: number;
  readonly body: string;
}

interface StubFeed {
  readonly record: Record<string, unknown>;
  readonly keys: Map<string, Stored>;
  readonly events: { readonly type: string; readonly data: unknown; readonly target?: number }[];
}

/** What a request may meet: an answer that never comes after the work was done, or a refusal before it. */
export type Trouble = 'cut after commit' | 'unavailable' | undefined;

/** As much of the REST interface as a publisher needs, with faults on demand. It keeps events, not states: those a test sets. */
export class StubServer implements AsyncDisposable {
  readonly feeds = new Map<string, StubFeed>();
  readonly requests: string[] = [];
  /** Asked before each write. */
  trouble: (path: string) => Trouble = () => undefined;
  /** State that `GET` of a feed answers. */
  states: Readonly<Record<string, unknown>> = {};
  /** Types that are refused by 422. */
  refusedType: string | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<StubServer> {
    const stub = new StubServer();
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  events(
    feed: string,
  ): readonly { readonly type: string; readonly data: unknown; readonly target?: number }[] {
    return this.feeds.get(feed)?.events ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await turn();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const path = (request.url ?? '').replace('/api/v1', '');
    this.requests.push(`${request.method} ${path}`);
    const trouble = request.method === 'POST' ? this.trouble(path) : undefined;
    if (trouble === 'unavailable') return problem(response, 503, 'unavailable');
    const write = this.#handle(request, path, body);
    if (trouble === 'cut after commit') return void response.destroy();
    write(response);
  }

  #handle(request: IncomingMessage, path: string, body: string): (response: ServerResponse) => void {
    if (request.method === 'POST' && path === '/feeds')
      return this.#create(JSON.parse(body) as { id: string });
    if (request.method === 'POST' && path === '/events') return this.#batch(body);
    const [, id = '', events, target] =
      /^\/feeds\/([^/]+)(?:\/(events)(?:\/(\d+)\/amend)?)?$/.exec(path) ?? [];
    const feed = this.feeds.get(decodeURIComponent(id));
    if (!feed) return (response) => problem(response, 404, 'not_found');
    if (!events) {
      const state = this.states[id] ?? {};
      return (response) => json(response, 200, { ...feed.record, seq: feed.events.length, state });
    }
    const key = String(request.headers['idempotency-key']);
    const stored = this.#append(
      feed,
      key,
      target ? { ...(JSON.parse(body) as object), target: Number(target) } : (JSON.parse(body) as object),
    );
    if (stored === 'refused') return (response) => problem(response, 422, 'validation_failed');
    return (response) => {
      if (stored.replayed) response.setHeader('idempotent-replayed', 'true');
      json(response, stored.replayed ? 200 : 201, { seq: stored.seq });
    };
  }

  #create(record: { readonly id: string }): (response: ServerResponse) => void {
    if (this.feeds.has(record.id)) return (response) => problem(response, 409, 'conflict');
    this.feeds.set(record.id, { record, keys: new Map(), events: [] });
    return (response) => json(response, 201, record);
  }

  #batch(body: string): (response: ServerResponse) => void {
    const lines = body.split('\n').filter((line) => line !== '');
    const results = lines.map((line, index) => {
      const {
        feed: id,
        idempotencyKey,
        ...event
      } = JSON.parse(line) as { feed: string; idempotencyKey: string };
      const feed = this.feeds.get(id);
      const stored = feed ? this.#append(feed, idempotencyKey, event) : 'refused';
      if (stored === 'refused')
        return {
          index,
          feed: id,
          status: 'rejected',
          problem: { status: 422, code: 'validation_failed', detail: 'no' },
        };
      return { index, feed: id, status: stored.replayed ? 'replayed' : 'committed', seq: stored.seq };
    });
    return (response) => {
      response.setHeader('content-type', 'application/x-ndjson');
      response.end(results.map((result) => `${JSON.stringify(result)}\n`).join(''));
    };
  }

  #append(feed: StubFeed, key: string, event: object): { seq: number; replayed: boolean } | 'refused' {
    const { type = 'amend', ...rest } = event as { type?: string; data: unknown; target?: number };
    if (type === this.refusedType) return 'refused';
    const known = feed.keys.get(key);
    if (known) return { seq: known.seq, replayed: true };
    feed.events.push({ type, ...rest });
    feed.keys.set(key, { seq: feed.events.length, body: JSON.stringify(event) });
    return { seq: feed.events.length, replayed: false };
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, code: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/problem+json');
  if (status === 503) response.setHeader('retry-after', '0');
  response.end(JSON.stringify({ status, code, title: code, detail: code }));
}
