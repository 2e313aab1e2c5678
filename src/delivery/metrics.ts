import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Contract } from '../core/protocol/messages.js';

/** What delivery counts. Feed ids never become labels. */
export class DeliveryMetrics {
  readonly channels: Gauge;
  readonly tags: Gauge;
  readonly subscriptions: Gauge<'contract'>;
  readonly rooms: Gauge<'class'>;
  readonly frames: Counter<'message'>;
  readonly gaps: Counter;
  readonly gapReads: Counter;
  readonly gapQueue: Gauge;
  readonly duplicates: Counter;
  readonly headCheckRepairs: Counter;
  readonly logFailures: Counter<'read'>;
  readonly mismatches: Counter;
  readonly reorderOverflows: Counter;
  readonly catchUpQueue: Gauge;
  readonly catchUpReads: Counter<'result'>;
  readonly overspent: Counter;
  readonly slowConsumers: Counter<'contract'>;
  readonly refusals: Counter<'reason'>;
  readonly relayLag: Histogram;

  /** @param unsent looked at when the metrics are scraped */
  constructor(registry: Registry, unsent: { readonly spent: number; readonly limit: number }) {
    const registers = [registry];
    const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Gauge<L>({ name: `touchline_delivery_${name}`, help, labelNames: [...labelNames], registers });
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Counter<L>({
        name: `touchline_delivery_${name}_total`,
        help,
        labelNames: [...labelNames],
        registers,
      });

    this.channels = gauge('channels', 'Feeds followed, one per audience.');
    this.tags = gauge('tags', 'Tags followed, each read from the log every few seconds.');
    this.subscriptions = gauge<'contract'>('subscriptions', 'Subscriptions of connected clients.', [
      'contract',
    ]);
    this.rooms = gauge<'class'>('rooms', 'Delivery classes with at least one member.', ['class']);
    this.frames = counter<'message'>('frames', 'Messages built for rooms, whatever the number of members.', [
      'message',
    ]);
    this.gaps = counter('gaps', 'Times that an event arrived before its predecessor.');
    this.gapReads = counter('gap_reads', 'Log reads that filled a gap.');
    this.gapQueue = gauge('gap_queue', 'Log reads for gaps that wait for their turn.');
    this.duplicates = counter('duplicates', 'Relayed events that had been delivered already.');
    this.headCheckRepairs = counter('head_check_repairs', 'Feeds that a head check found behind the log.');
    this.logFailures = counter<'read'>('log_failures', 'Log reads that failed and are repeated.', ['read']);
    this.mismatches = counter(
      'state_mismatches',
      'Feeds whose state differed from the log and was loaded again.',
    );
    this.reorderOverflows = counter(
      'reorder_overflows',
      'Early events dropped because too many were waiting.',
    );
    this.catchUpQueue = gauge('catch_up_queue', 'History reads that wait for their turn.');
    this.catchUpReads = counter<'result'>('catch_up_reads', 'Pages of history for resuming clients.', [
      'result',
    ]);
    this.slowConsumers = counter<'contract'>('slow_consumers', 'Times that a client could not keep up.', [
      'contract',
    ]);
    this.overspent = counter(
      'overspent',
      'Connections ended because all together left more unread than this node may keep.',
    );
    new Gauge({
      name: 'touchline_delivery_unsent_bytes',
      help: 'What all connections together have not read yet.',
      registers,
      collect() {
        this.set(unsent.spent);
      },
    });
    gauge('unsent_limit_bytes', 'What all connections together may leave unread.').set(unsent.limit);
    this.refusals = counter<'reason'>(
      'refusals',
      'Subscriptions refused because of a bound of this node, or because something could not be read.',
      ['reason'],
    );
    this.relayLag = new Histogram({
      name: 'touchline_delivery_relay_lag_seconds',
      help: 'From commit to arrival at this node.',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
  }

  subscribed(contract: Contract | 'tag', change: 1 | -1): void {
    this.subscriptions.inc({ contract }, change);
  }
}
