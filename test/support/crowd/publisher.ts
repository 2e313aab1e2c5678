export interface Ack {
  readonly feed: string;
  readonly seq: number;
  readonly publisher: string;
  readonly n: number;
}

export interface PublisherOptions {
  readonly name: string;
  /** The first is asked first; whoever gives no answer is followed by the next. */
  readonly urls: readonly string[];
  readonly feeds: readonly string[];
  readonly apiKey: string;
  readonly everyMs: number;
}

const TIMEOUT_MS = 3000;
const RETRY_MS = 100;

/** Publishes one update after the other, as one should: with a key, and again with the same key while the outcome is unknown. */
export class Publisher {
  readonly acks: Ack[] = [];
  /** Answers that neither committed nor left the outcome open. */
  readonly refusals: string[] = [];
  retries = 0;
  readonly #options: PublisherOptions;
  #n = 0;
  #url = 0;
  #running: Promise<void> | undefined;
  #stopping = false;
  #abandoned = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopping = false;
    this.#running ??= this.#run();
  }

  /** Resolves when the update that is under way has its answer. */
  async pause(): Promise<void> {
    this.#stopping = true;
    await this.#running;
    this.#running = undefined;
  }

  /** As `pause`, but what is under way may stay unknown. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await this.pause();
  }

  async #run(): Promise<void> {
    const { feeds, everyMs } = this.#options;
    while (!this.#stopping) {
      const due = performance.now() + everyMs;
      const n = ++this.#n;
      await this.#publish(feeds[n % feeds.length] as string, n);
      await pause(Math.max(0, due - performance.now()));
    }
  }

  async #publish(feed: string, n: number): Promise<void> {
    const { name, urls } = this.#options;
    for (;;) {
      const outcome = await this.#try(urls[this.#url % urls.length] as string, feed, n);
      if (outcome !== 'unknown') {
        if (outcome !== 'done') this.refusals.push(`${name} ${n}: ${outcome}`);
        return;
      }
      if (this.#abandoned) return;
      this.#url++;
      this.retries++;
      await pause(RETRY_MS * (0.5 + Math.random()));
    }
  }

  async #try(url: string, feed: string, n: number): Promise<string> {
    const { name, apiKey } = this.#options;
    try {
      const response = await fetch(`${url}/api/v1/feeds/${feed}/events`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': `${name}-${n}`,
        },
        body: JSON.stringify({ type: 'tick', data: { [name]: n } }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.status === 503) return 'unknown';
      if (!response.ok) return `refused with ${response.status} ${text}`;
      this.acks.push({ feed, seq: (JSON.parse(text) as { seq: number }).seq, publisher: name, n });
      return 'done';
    } catch {
      return 'unknown';
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
