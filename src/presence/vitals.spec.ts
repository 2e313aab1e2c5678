import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ManualClock } from '../platform/clock/manual-clock.js';
import { READ_METRICS, VitalsReader } from './vitals.js';

describe("a node's vitals", () => {
  it('are its metrics: counts of now, rates and lag of the last seconds', async () => {
    const registry = new Registry();
    const registers = [registry];
    const clock = new ManualClock();
    const help = 'h';
    const sockets = new Gauge({ name: READ_METRICS.sockets, help, labelNames: ['transport'], registers });
    sockets.set({ transport: 'websocket' }, 5);
    sockets.set({ transport: 'polling' }, 2);
    new Gauge({ name: READ_METRICS.streams, help, registers }).set(3);
    const published = new Counter({ name: READ_METRICS.published, help, registers });
    published.inc(1_000_000);
    const lag = new Histogram({ name: READ_METRICS.relayLag, help, buckets: [0.01, 0.1], registers });
    lag.observe(0.05);
    const requests = new Histogram({
      name: READ_METRICS.requests,
      help,
      labelNames: ['method', 'route'],
      buckets: [0.01, 0.1],
      registers,
    });
    const commits = new Histogram({ name: READ_METRICS.commits, help, buckets: [0.004], registers });
    const reader = new VitalsReader(registry, clock);
    expect((await reader.read()).lag).toEqual({});
    for (let second = 0; second < 30; second++) {
      clock.advance(1000);
      published.inc(20);
      lag.observe(0.005);
      requests.observe({ method: 'POST', route: '/api/v1/feeds/:id/events' }, 0.05);
      requests.observe({ method: 'GET', route: '/api/v1/feeds/:id/stream' }, 600);
      await reader.read();
    }
    clock.advance(1000);
    const vitals = await reader.read();
    expect(vitals.connections).toEqual({ websocket: 5, polling: 2, sse: 3 });
    expect(vitals.rates.publishedPerSecond).toBeCloseTo(18, 0);
    expect(vitals.lag.relayMs).toEqual({ p50: 5, p99: 9.9 });
    // What publishers wait for, not how long somebody looks on.
    expect(vitals.latency).toEqual({ publishMs: { p50: 55, p99: 99.1 } });
    commits.observe(0.001);
    clock.advance(1000);
    expect((await reader.read()).latency?.commitMs).toEqual({ p50: 2, p99: 3.96 });
    expect(vitals.load.memoryBytes).toBeGreaterThan(1_000_000);
  });

  it('are nothing where nothing is measured', async () => {
    const vitals = await new VitalsReader(new Registry(), new ManualClock()).read();
    expect(vitals.connections).toEqual({ websocket: 0, polling: 0, sse: 0 });
    expect(vitals.rates.deliveredPerSecond).toBe(0);
    // What is no number would be null on its way to the others.
    expect(vitals.load.eventLoop).toBe(0);
  });
});
