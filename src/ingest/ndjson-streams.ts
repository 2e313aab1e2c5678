import { AppError } from '../core/protocol/errors.js';
import type { IngestMetrics } from './ingest-metrics.js';
import type { NdjsonBatch } from './ndjson-batch.js';

/** The NDJSON batches that are being read now: few enough to bound memory, and known, so that draining can end them. */
export class NdjsonStreams {
  readonly #running = new Set<NdjsonBatch>();
  readonly #ended: (() => void)[] = [];

  constructor(
    private readonly metrics: IngestMetrics,
    private readonly max: number,
  ) {}

  /** Throws `rate_limited` when there are too many already. */
  admit(): void {
    if (this.#running.size < this.max) return;
    throw new AppError(
      'rate_limited',
      `This node reads ${this.max} NDJSON batches already. Try again shortly, or send larger batches.`,
      { retryAfterSeconds: 2 },
    );
  }

  async run(batch: NdjsonBatch): Promise<void> {
    this.#running.add(batch);
    this.metrics.streams.set(this.#running.size);
    await batch.run();
    this.#running.delete(batch);
    this.metrics.streams.set(this.#running.size);
    if (this.#running.size === 0) for (const resolve of this.#ended.splice(0)) resolve();
  }

  /** Lets running batches finish until `deadline`, then breaks them off behind what was taken. */
  async drain(deadline: AbortSignal): Promise<void> {
    if (this.#running.size === 0) return;
    const ended = new Promise<void>((resolve) => this.#ended.push(resolve));
    const stop = (): void => this.#running.forEach((batch) => batch.stop());
    deadline.addEventListener('abort', stop, { once: true });
    await ended;
    deadline.removeEventListener('abort', stop);
  }
}
