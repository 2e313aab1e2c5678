import { Counter, Gauge, type Registry } from 'prom-client';

/** What the publishing interface counts. */
export class IngestMetrics {
  /** Updates by what became of them: committed, replayed, held, rejected. */
  readonly updates: Counter<'status'>;
  readonly streams: Gauge;

  constructor(registry: Registry) {
    this.updates = new Counter({
      name: 'touchline_ingest_updates_total',
      help: 'Updates that publishers sent over REST, by what became of them.',
      labelNames: ['status'],
      registers: [registry],
    });
    this.streams = new Gauge({
      name: 'touchline_ingest_ndjson_streams',
      help: 'NDJSON batches that are being read.',
      registers: [registry],
    });
  }
}
