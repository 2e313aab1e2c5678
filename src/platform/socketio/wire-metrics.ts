import { Counter, Histogram, type Registry } from 'prom-client';

/** What leaves over sockets. Counted plainly on the hot path, handed to the registry once a turn. */
export class WireMetrics {
  direct = 0;
  ordinary = 0;
  bytes = 0;
  writes = 0;
  readonly #frames: Counter<'path'>;
  readonly #bytes: Counter;
  readonly #writes: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#frames = new Counter({
      name: 'touchline_realtime_sends_total',
      help: 'Messages sent to sockets: direct ones went straight to TCP, ordinary ones through the queue of engine.io.',
      labelNames: ['path'],
      registers,
    });
    this.#bytes = new Counter({
      name: 'touchline_realtime_direct_bytes_total',
      help: 'Bytes written straight to TCP.',
      registers,
    });
    this.#writes = new Histogram({
      name: 'touchline_realtime_writes_per_turn',
      help: 'Connections written to when a turn of the event loop ended; its sum counts all direct writes.',
      buckets: [1, 10, 100, 1000, 10_000],
      registers,
    });
  }

  turnEnded(): void {
    if (this.direct > 0) this.#frames.inc({ path: 'direct' }, this.direct);
    if (this.ordinary > 0) this.#frames.inc({ path: 'ordinary' }, this.ordinary);
    if (this.bytes > 0) this.#bytes.inc(this.bytes);
    this.#writes.observe(this.writes);
    this.direct = this.ordinary = this.bytes = this.writes = 0;
  }
}
