import type { ServerMessageName, ServerMessages } from '../../src/core/protocol/messages.js';
import { waitFor } from './wait-for.js';

export interface StreamMessage {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: never;
}

/** One event stream by fetch, parsed by the letter of the specification. */
export class StreamClient implements Disposable {
  readonly messages: StreamMessage[] = [];
  readonly comments: string[] = [];
  /** The whole text as it came. */
  text = '';
  retryMs: number | undefined;
  lastEventId: string | undefined;
  ended = false;
  readonly #abort = new AbortController();

  private constructor(
    readonly status: number,
    readonly headers: Headers,
  ) {}

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<StreamClient> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    const client = new StreamClient(response.status, response.headers);
    client.#abort.signal.addEventListener('abort', () => abort.abort());
    void client.#read(response);
    return client;
  }

  of<Name extends ServerMessageName>(name: Name): ServerMessages[Name][] {
    return this.messages.flatMap(({ event, data }) => (event === name ? [data as ServerMessages[Name]] : []));
  }

  seqs(feed: string): number[] {
    return this.of('feed.events').flatMap((message) =>
      message.feed === feed ? message.events.map(({ seq }) => seq) : [],
    );
  }

  async until(count: number): Promise<readonly StreamMessage[]> {
    await waitFor(() => this.messages.length >= count, {
      message: () => `${count} messages; received: ${this.text}`,
    });
    return this.messages;
  }

  close(): void {
    this.#abort.abort();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        const text = decoder.decode(chunk, { stream: true });
        this.text += text;
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() as string;
        for (const block of blocks) this.#take(block.split('\n'));
      }
    } catch {
      // Aborted by the test, or cut by the server: `ended` tells.
    }
    this.ended = true;
  }

  #take(lines: readonly string[]): void {
    let event = 'message';
    const data: string[] = [];
    let id: string | undefined;
    for (const line of lines) {
      const [, field, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) as unknown as [string, string, string];
      if (field === '') this.comments.push(value);
      else if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
      else if (field === 'retry') this.retryMs = Number(value);
      else throw new Error(`unknown field: ${line}`);
    }
    if (id !== undefined) this.lastEventId = id;
    if (data.length > 0) this.messages.push({ id, event, data: JSON.parse(data.join('\n')) as never });
  }
}
