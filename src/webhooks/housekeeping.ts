import type { Clock } from '../platform/clock/clock.js';
import type { DeliveryStore, LogBounds } from './delivery-store.js';
import type { Runner } from './runner.js';
import type { Slots } from './slots.js';
import type { WebhookMetrics } from './webhook-metrics.js';

export interface HousekeepingParts {
  readonly clock: Clock;
  readonly deliveries: DeliveryStore;
  readonly metrics: WebhookMetrics;
  readonly bounds: LogBounds;
  readonly slots: { readonly sound: Slots; readonly failing: Slots };
}

const PURGE_MS = 60_000;

/** Keeps the delivery logs of the webhooks held here within their bounds, and counts what is going on. */
export class Housekeeping {
  readonly #parts: HousekeepingParts;
  #nextPurge = 0;

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
  }

  async run(runners: readonly Runner[]): Promise<void> {
    this.#measure(runners);
    const { clock, deliveries, metrics, bounds } = this.#parts;
    if (runners.length === 0 || clock.now() < this.#nextPurge) return;
    this.#nextPurge = clock.now() + PURGE_MS;
    for (const { webhook } of runners) metrics.purged.inc(await deliveries.purge(webhook.id, bounds));
  }

  #measure(runners: readonly Runner[]): void {
    const { metrics, slots } = this.#parts;
    const sum = (count: (runner: Runner) => number): number =>
      runners.reduce((total, runner) => total + count(runner), 0);
    metrics.held.set(runners.length);
    metrics.cursors.set(sum(({ size }) => size));
    metrics.waiting.set(sum(({ ready }) => ready) + slots.sound.waiting + slots.failing.waiting);
    metrics.sending.set(slots.sound.taken + slots.failing.taken);
  }
}
