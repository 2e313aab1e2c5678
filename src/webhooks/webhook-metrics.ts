import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PauseReason } from './held-webhook.js';
import type { Outcome } from './sender.js';

/** What an operator watches of webhooks. */
export class WebhookMetrics {
  readonly attempts: Counter<'kind' | 'outcome'>;
  readonly seconds: Histogram;
  readonly skipped: Counter;
  readonly held: Gauge;
  readonly cursors: Gauge;
  readonly sending: Gauge;
  readonly waiting: Gauge;
  readonly paused: Counter<'reason'>;
  readonly lost: Counter;
  readonly faults: Counter<'work'>;
  readonly purged: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
      new Counter({ name: `touchline_webhooks_${name}`, help, labelNames, registers });
    const gauge = (name: string, help: string): Gauge =>
      new Gauge({ name: `touchline_webhooks_${name}`, help, registers });
    this.attempts = counter('attempts_total', 'Messages sent, by kind and outcome.', ['kind', 'outcome']);
    this.seconds = new Histogram({
      name: 'touchline_webhooks_attempt_seconds',
      help: 'Duration of one attempt, from resolving the name to the end of the answer.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.skipped = counter('skipped_events_total', 'Events of types that the webhook did not ask for.', []);
    this.held = gauge('held', 'Webhooks that this node delivers.');
    this.cursors = gauge('cursors', 'Feeds of those webhooks.');
    this.sending = gauge('sending', 'Feeds of webhooks that are being delivered now.');
    this.waiting = gauge('waiting', 'Feeds of webhooks that wait for their turn.');
    this.paused = counter('paused_total', 'Webhooks paused because of what happened, by reason.', ['reason']);
    this.lost = counter('lost_leases_total', 'Webhooks that another node took over from this one.', []);
    this.faults = counter('faults_total', 'Work that failed here and will be tried again.', ['work']);
    this.purged = counter('purged_deliveries_total', 'Rows of delivery logs that were removed.', []);
  }

  attempted(kind: string, { delivered, status, durationMs }: Outcome): void {
    const failed =
      status === undefined ? 'unanswered' : status === 410 ? 'gone' : `${Math.floor(status / 100)}xx`;
    this.attempts.inc({ kind, outcome: delivered ? 'delivered' : failed });
    this.seconds.observe(durationMs / 1000);
  }

  pausedFor(reason: PauseReason): void {
    this.paused.inc({ reason });
  }
}
