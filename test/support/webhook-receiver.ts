import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly json: {
    readonly type: string;
    readonly timestamp: string;
    readonly feed?: { readonly id: string; readonly epoch: string };
    readonly data: Readonly<Record<string, unknown>> & { readonly feed?: string; readonly seq?: number };
  };
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Answering = (request: Received) => Reply | Promise<Reply>;

/** Receives webhooks on 127.0.0.1, and answers as a test says. */
export class WebhookReceiver implements AsyncDisposable {
  readonly received: Received[] = [];
  answer: Answering = () => ({ status: 204 });
  /** Most requests that were open at the same time, of one feed. */
  mostOpen = 0;
  readonly #server: Server;
  readonly #open = new Map<string, number>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      receiver.#serve(request, response).catch((error: Error) => response.destroy(error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Seqs of a feed in the order of their arrival, repetitions too. */
  seqsOf(feed: string): readonly number[] {
    return this.received.filter(({ json }) => json.data.feed === feed).map(({ json }) => json.data.seq ?? -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const received: Received = {
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body,
      json: JSON.parse(body) as Received['json'],
    };
    this.received.push(received);
    const feed = received.json.data.feed ?? '';
    const open = (this.#open.get(feed) ?? 0) + 1;
    this.#open.set(feed, open);
    this.mostOpen = Math.max(this.mostOpen, open);
    response.once('close', () => this.#open.set(feed, (this.#open.get(feed) ?? 1) - 1));
    const reply = await this.answer(received);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  }
}
