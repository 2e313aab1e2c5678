import { Counter, Gauge, type Registry } from 'prom-client';
import type { SocketSink } from './socket-sink.js';

/** What an operator wants to know of the sockets of this node. */
export class RealtimeMetrics {
  readonly rateLimited: Counter;
  readonly ended: Counter<'code'>;
  readonly refused: Counter<'reason'>;

  /** @param connections looked at when the metrics are scraped */
  constructor(registry: Registry, connections: ReadonlySet<SocketSink>) {
    const registers = [registry];
    this.rateLimited = new Counter({
      name: 'touchline_realtime_rate_limited_total',
      help: 'Socket calls answered rate_limited.',
      registers,
    });
    this.ended = new Counter({
      name: 'touchline_realtime_ended_total',
      help: 'Connections that the server ended, by error code: slow_consumer, rate_limited, unauthenticated.',
      labelNames: ['code'],
      registers,
    });
    this.refused = new Counter({
      name: 'touchline_realtime_refused_total',
      help: 'Connections that were not let in: full, draining, address, unauthenticated, unavailable.',
      labelNames: ['reason'],
      registers,
    });
    registers[0]?.registerMetric(
      new Gauge({
        name: 'touchline_realtime_connections',
        help: 'Open sockets by transport.',
        labelNames: ['transport'],
        registers: [],
        collect() {
          const counts = { websocket: 0, polling: 0 };
          for (const { transportName } of connections) {
            if (transportName === 'websocket' || transportName === 'polling') counts[transportName]++;
          }
          this.set({ transport: 'websocket' }, counts.websocket);
          this.set({ transport: 'polling' }, counts.polling);
        },
      }),
    );
    registers[0]?.registerMetric(
      new Gauge({
        name: 'touchline_realtime_congested',
        help: 'Sockets with more unsent than the bound allows.',
        registers: [],
        collect() {
          let congested = 0;
          for (const connection of connections) if (connection.congested) congested++;
          this.set(congested);
        },
      }),
    );
  }
}
