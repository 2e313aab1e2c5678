import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What an operator watches of the log. */
export class LogMetrics {
  readonly batchItems: Histogram;
  readonly commitSeconds: Histogram;
  readonly queueItems: Gauge;
  readonly queueBytes: Gauge;
  readonly rejected: Counter<'code'>;
  readonly replays: Counter;
  readonly committed: Counter;
  readonly cacheHits: Counter<'hit'>;
  readonly refolds: Counter;
  readonly refoldedEvents: Counter;
  readonly splits: Counter;
  readonly unknownCommits: Counter<'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.batchItems = new Histogram({
      name: 'touchline_log_batch_items',
      help: 'Submissions in one transaction.',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
      registers,
    });
    this.commitSeconds = new Histogram({
      name: 'touchline_log_commit_seconds',
      help: 'Duration of one transaction, from its begin to its commit.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10],
      registers,
    });
    this.queueItems = new Gauge({
      name: 'touchline_log_queue_items',
      help: 'Submissions that wait for a transaction.',
      registers,
    });
    this.queueBytes = new Gauge({
      name: 'touchline_log_queue_bytes',
      help: 'Bytes of data that wait for a transaction.',
      registers,
    });
    this.rejected = new Counter({
      name: 'touchline_log_rejected_total',
      help: 'Refused submissions by error code.',
      labelNames: ['code'],
      registers,
    });
    this.replays = new Counter({
      name: 'touchline_log_replays_total',
      help: 'Submissions whose idempotency key was bound already.',
      registers,
    });
    this.committed = new Counter({
      name: 'touchline_log_events_total',
      help: 'Events committed by this node.',
      registers,
    });
    this.cacheHits = new Counter({
      name: 'touchline_log_head_cache_total',
      help: 'Locked feeds whose state this node knew already (hit) or had to read.',
      labelNames: ['hit'],
      registers,
    });
    this.refolds = new Counter({
      name: 'touchline_log_refolds_total',
      help: 'Folds from a checkpoint because of a correction.',
      registers,
    });
    this.refoldedEvents = new Counter({
      name: 'touchline_log_refolded_events_total',
      help: 'Events folded again because of corrections.',
      registers,
    });
    this.splits = new Counter({
      name: 'touchline_log_batch_splits_total',
      help: 'Batches taken apart because one of their feeds could not be locked or stored.',
      registers,
    });
    this.unknownCommits = new Counter({
      name: 'touchline_log_unknown_commits_total',
      help: 'Connections lost at COMMIT by what was found afterwards.',
      labelNames: ['outcome'],
      registers,
    });
  }
}
