import { Gauge, type Registry } from 'prom-client';
import type { Readiness } from './readiness.js';

/** Whether the node is ready, and of what it needs each. Looked at when the metrics are scraped. */
export function measureReadiness(registry: Registry, readiness: Readiness): void {
  registry.registerMetric(
    new Gauge({
      name: 'touchline_ready',
      help: '1 while this node should be sent traffic: /readyz answers 200.',
      registers: [],
      async collect() {
        this.set((await readiness.report()).status === 'ready' ? 1 : 0);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'touchline_check_ok',
      help: '1 while the check succeeds: database, without which nothing is published, and relay, whose loss costs delay.',
      labelNames: ['check'],
      registers: [],
      async collect() {
        const { checks } = await readiness.report();
        for (const [check, { status }] of Object.entries(checks))
          this.set({ check }, status === 'ok' ? 1 : 0);
      },
    }),
  );
}
