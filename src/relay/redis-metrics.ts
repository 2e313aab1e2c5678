import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LinkObserver, Obstacle } from '../platform/redis/link-observer.js';

const DROPS = ['disconnected', 'backlog', 'closed', 'malformed', 'version'] as const;
export type Drop = (typeof DROPS)[number];

/** What leaves for other nodes, what comes from them, and what was lost on the way: each of it is repaired from the log. */
export class RedisRelayMetrics implements LinkObserver {
  readonly published: Counter;
  readonly received: Counter;
  readonly batches: Counter;
  readonly #dropped: Counter<'reason'>;
  readonly #failures: Counter;
  readonly #bytes: Counter<'direction'>;
  readonly #healthy: Gauge;
  readonly #changes: Counter<'connection' | 'state'>;
  readonly #roundTrip: Histogram;

  constructor(registry: Registry, inFlightBytes: () => number) {
    const registers = [registry];
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Counter<L>({ name: `touchline_relay_${name}_total`, help, labelNames: [...labelNames], registers });
    this.published = counter('published', 'Messages handed to Redis for the other nodes.');
    this.received = counter('received', 'Messages from other nodes.');
    this.batches = counter(
      'batches',
      'Publishes that carried them: one a turn of the event loop, unless too long.',
    );
    this.#dropped = counter<'reason'>('dropped', 'Messages that were not sent, or not understood.', [
      'reason',
    ]);
    // Present before the first, so that its rate can be told.
    for (const reason of DROPS) this.#dropped.inc({ reason }, 0);
    this.#failures = counter('publish_failures', 'Publishes that Redis never confirmed.');
    this.#bytes = counter<'direction'>('bytes', 'Bytes to and from Redis.', ['direction']);
    this.#changes = counter<'connection' | 'state'>(
      'connection_changes',
      'Connections that came up or went down.',
      ['connection', 'state'],
    );
    this.#healthy = new Gauge({
      name: 'touchline_relay_healthy',
      help: '1 while what this node publishes comes back to it in time.',
      registers,
    });
    new Gauge({
      name: 'touchline_relay_in_flight_bytes',
      help: 'Bytes that Redis has not confirmed yet.',
      registers,
      collect() {
        this.set(inFlightBytes());
      },
    });
    this.#roundTrip = new Histogram({
      name: 'touchline_relay_round_trip_seconds',
      help: 'From publishing to hearing it, through Redis.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
      registers,
    });
  }

  dropped(reason: Drop, messages = 1): void {
    this.#dropped.inc({ reason }, messages);
  }

  sent(bytes: number): void {
    this.#bytes.inc({ direction: 'out' }, bytes);
  }

  sendFailed(): void {
    this.#failures.inc();
  }

  refused(obstacle: Obstacle): void {
    this.dropped(obstacle);
  }

  arrived(bytes: number): void {
    this.#bytes.inc({ direction: 'in' }, bytes);
  }

  unreadable(): void {
    this.dropped('malformed');
  }

  connection(name: string, up: boolean): void {
    this.#changes.inc({ connection: name, state: up ? 'up' : 'down' });
  }

  health(healthy: boolean): void {
    this.#healthy.set(healthy ? 1 : 0);
  }

  roundTrip(ms: number): void {
    this.#roundTrip.observe(ms / 1000);
  }
}
