import { AppError } from '../core/protocol/errors.js';
import type { IngestMetrics } from './ingest-metrics.js';
import type { NdjsonBatch } from './ndjson-batch.js';

/** The NDJSON batches that are being read now: few enough to bound memory, and known, so that draining can end them. */
export class NdjsonStreams {
  /** Each with whose it is. */
  readonly #running = new Map<NdjsonBatch, string>();
  readonly #ended: (() => void)[] = [];

  constructor(
    private readonly metrics: IngestMetrics,
    private readonly max: number,
  ) {}

  /** Throws `rate_limited` when there are too many already, of this actor or of all. */
  admit(actor: string): void {
    const own = [...this.#running.values()].filter((other) => other === actor).length;
    if (own >= this.#share) throw tooMany(`${own} NDJSON batches of yours`);
    if (this.#running.size >= this.max) throw tooMany(`${this.max} NDJSON batches`);
  }

  async run(batch: NdjsonBatch, actor: string): Promise<void> {
    this.#running.set(batch, actor);
    this.metrics.streams.set(this.#running.size);
    await batch.run();
    this.#running.delete(batch);
    this.metrics.streams.set(this.#running.size);
    if (this.#running.size === 0) for (const resolve of this.#ended.splice(0)) resolve();
  }

  /** Nobody alone keeps the others from publishing. */
  get #share(): number {
    return Math.max(1, Math.floor(this.max / 2));
  }

  /** Lets running batches finish until `deadline`, then breaks them off behind what was taken. */
  async drain(deadline: AbortSignal): Promise<void> {
    if (this.#running.size === 0) return;
    const ended = new Promise<void>((resolve) => this.#ended.push(resolve));
    const stop = (): void => [...this.#running.keys()].forEach((batch) => batch.stop());
    deadline.addEventListener('abort', stop, { once: true });
    await ended;
    deadline.removeEventListener('abort', stop);
  }
}

function tooMany(what: string): AppError {
  return new AppError(
    'rate_limited',
    `This node reads ${what} already. Try again shortly, or send more lines in one batch.`,
    { retryAfterSeconds: 2 },
  );
}
