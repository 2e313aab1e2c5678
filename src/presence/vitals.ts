import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { Registry } from 'prom-client';
import type { Clock } from '../platform/clock/clock.js';
import { between, quantile, type Buckets } from './latency.js';
import type { Vitals } from './node-report.js';

/** The metrics that this room reads; a spec sees to it that the running application has them. */
export const READ_METRICS = {
  sockets: 'touchline_realtime_connections',
  streams: 'touchline_sse_connections',
  subscriptions: 'touchline_delivery_subscriptions',
  published: 'touchline_log_events_total',
  sent: 'touchline_realtime_sends_total',
  streamed: 'touchline_sse_sends_total',
  relayed: 'touchline_relay_received_total',
  relayLag: 'touchline_delivery_relay_lag_seconds',
  requests: 'touchline_http_request_duration_seconds',
  commits: 'touchline_log_commit_seconds',
} as const;

/** What publishers call for one event. */
const PUBLISHING = { method: 'POST', route: '/api/v1/feeds/:id/events' };

interface Sample {
  readonly at: number;
  readonly published: number;
  readonly delivered: number;
  readonly relayed: number;
  readonly relayLag: Buckets;
  readonly publishing: Buckets;
  readonly commits: Buckets;
  readonly cpuMicros: number;
  readonly loop: EventLoopUtilization;
}

/** Rates are means over so many samples, and one more is kept to measure from. */
const WINDOW = 10;

/** The numbers of this node's metrics, as rates and quantiles of the last seconds. */
export class VitalsReader {
  readonly #samples: Sample[] = [];

  constructor(
    private readonly registry: Registry,
    private readonly clock: Clock,
  ) {}

  /** Call it once a second: the window is counted in calls. */
  async read(): Promise<Vitals> {
    const names = READ_METRICS;
    const sample = await this.#sample();
    const first = this.#samples[0] ?? sample;
    this.#samples.push(sample);
    if (this.#samples.length > WINDOW) this.#samples.shift();
    const seconds = (sample.at - first.at) / 1000;
    const rate = (key: 'published' | 'delivered' | 'relayed'): number =>
      seconds > 0 ? round((sample[key] - first[key]) / seconds) : 0;
    const lately = (of: (taken: Sample) => Buckets): Percentiles | undefined =>
      percentilesOf(between(of(first), of(sample)));
    const relayMs = lately(({ relayLag }) => relayLag);
    const publishMs = lately(({ publishing }) => publishing);
    const commitMs = lately(({ commits }) => commits);
    return {
      connections: {
        websocket: await this.#sum(names.sockets, { transport: 'websocket' }),
        polling: await this.#sum(names.sockets, { transport: 'polling' }),
        sse: await this.#sum(names.streams),
      },
      subscriptions: await this.#sum(names.subscriptions),
      rates: {
        publishedPerSecond: rate('published'),
        deliveredPerSecond: rate('delivered'),
        relayedPerSecond: rate('relayed'),
      },
      lag: relayMs ? { relayMs } : {},
      latency: { ...(publishMs ? { publishMs } : {}), ...(commitMs ? { commitMs } : {}) },
      load: {
        cpu: seconds > 0 ? round((sample.cpuMicros - first.cpuMicros) / 1e6 / seconds) : 0,
        // Of no time at all it would be no number.
        eventLoop:
          sample === first ? 0 : round(performance.eventLoopUtilization(sample.loop, first.loop).utilization),
        memoryBytes: process.memoryUsage.rss(),
      },
    };
  }

  async #sample(): Promise<Sample> {
    const names = READ_METRICS;
    const { user, system } = process.cpuUsage();
    return {
      at: this.clock.now(),
      published: await this.#sum(names.published),
      delivered: (await this.#sum(names.sent)) + (await this.#sum(names.streamed)),
      relayed: await this.#sum(names.relayed),
      relayLag: await this.#buckets(names.relayLag),
      publishing: await this.#buckets(names.requests, PUBLISHING),
      commits: await this.#buckets(names.commits),
      cpuMicros: user + system,
      loop: performance.eventLoopUtilization(),
    };
  }

  async #sum(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const values = await this.#values(name, labels);
    return values.reduce((sum, { value }) => sum + value, 0);
  }

  async #buckets(name: string, labels: Readonly<Record<string, string>> = {}): Promise<Buckets> {
    const values = await this.#values(name, labels);
    return values.flatMap(({ labels, value }) => {
      const { le } = labels;
      if (le === undefined) return [];
      return [[le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), value] as const];
    });
  }

  async #values(name: string, labels: Readonly<Record<string, string>>) {
    const wanted = Object.entries(labels);
    const values = (await this.registry.getSingleMetric(name)?.get())?.values ?? [];
    return values.filter((value) => wanted.every(([label, text]) => value.labels[label] === text));
  }
}

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

function percentilesOf(buckets: Buckets): Percentiles | undefined {
  const p50 = quantile(buckets, 0.5);
  const p99 = quantile(buckets, 0.99);
  return p50 === undefined || p99 === undefined
    ? undefined
    : { p50: round(p50 * 1000), p99: round(p99 * 1000) };
}

function round(value: number): number {
  return Math.round(Math.max(0, value) * 100) / 100;
}
