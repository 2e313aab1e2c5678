import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/core/json/json.js';
import type { LoggedEvent } from '../../src/core/protocol/event.js';
import { startCluster, type Cluster, type ClusterOptions } from './cluster.js';
import { Crowd, type CrowdReport } from './crowd/crowd.js';
import { FeedCopy } from './crowd/feed-copy.js';
import { Publisher, type Ack } from './crowd/publisher.js';
import { waitFor } from './wait-for.js';

export interface LiveClusterOptions extends ClusterOptions {
  readonly websocket: number;
  readonly polling: number;
  /** How long the subscribers take to come, one by one. Default 3,000. */
  readonly startOverMs?: number;
}

interface Log {
  readonly events: readonly LoggedEvent[];
  readonly fingerprint: string;
}

const FEEDS = ['final', 'other'] as const;
const PUBLISH_EVERY_MS = 400;
/** A bound for what hangs; PROTOCOL promises 30 s to those who followed a node that hangs. */
const SETTLE_MS = 30_000;

/** A cluster, a crowd that follows two feeds on it through the edges, and a publisher for each node, half of them by way of the edge. */
export class LiveCluster implements AsyncDisposable {
  private constructor(
    readonly cluster: Cluster,
    readonly crowd: Crowd,
    readonly publishers: readonly Publisher[],
  ) {}

  static async start(options: LiveClusterOptions): Promise<LiveCluster> {
    const cluster = await startCluster(options);
    const { nodes, edges, adminApiKey } = cluster.description;
    for (const id of FEEDS) {
      const created = await cluster.call('POST', '/feeds', { id, kind: 'custom', title: id });
      if (created.status !== 201) throw new Error(`feed ${id}: ${created.status} ${await created.text()}`);
    }
    const endpoints = edges.map(({ url }) => url);
    const { websocket, polling, startOverMs = 3000 } = options;
    const crowd = new Crowd({ websocket, polling, endpoints, feeds: FEEDS, startOverMs });
    const publishers = nodes.map(({ id, url }, index) => {
      const urls = index % 2 === 0 ? [url, ...endpoints] : [...endpoints, url];
      return new Publisher({ name: id, urls, feeds: FEEDS, apiKey: adminApiKey, everyMs: PUBLISH_EVERY_MS });
    });
    const live = new LiveCluster(cluster, crowd, publishers);
    try {
      await crowd.allServed(startOverMs + SETTLE_MS);
    } catch (error) {
      await live[Symbol.asyncDispose]();
      throw error;
    }
    return live;
  }

  publish(): void {
    for (const publisher of this.publishers) publisher.start();
  }

  /** Waits until every publisher got so many more answers. */
  async acks(more: number): Promise<void> {
    const before = this.publishers.map(({ acks }) => acks.length);
    const enough = () => this.publishers.every(({ acks }, at) => acks.length >= (before[at] ?? 0) + more);
    await waitFor(enough, { timeoutMs: SETTLE_MS, message: `${more} more answers to each publisher` });
  }

  /**
   * Lets the publishers finish what is under way, then holds everything against the log: each acknowledged update is in it once, where
   * the acknowledgement said and in the order of its publisher, and every subscriber got exactly the log.
   */
  async settle(): Promise<CrowdReport> {
    await Promise.all(this.publishers.map((publisher) => publisher.pause()));
    const logs = new Map<string, Log>();
    for (const feed of FEEDS) logs.set(feed, await this.#log(feed));
    const wanted = Object.fromEntries([...logs].map(([feed, { fingerprint }]) => [feed, fingerprint]));
    const report = await this.crowd.holds(wanted, SETTLE_MS);
    assert.equal(report.faults.join('\n'), '');
    assert.equal(this.publishers.flatMap(({ refusals }) => refusals).join('\n'), '');
    const acks = this.publishers.flatMap((publisher) => publisher.acks);
    for (const [feed, { events }] of logs)
      assertPublishedOnce(
        events,
        acks.filter((ack) => ack.feed === feed),
      );
    return report;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.publishers.map((publisher) => publisher.abandon()));
    await this.crowd[Symbol.asyncDispose]();
    await this.cluster[Symbol.asyncDispose]();
  }

  /** From the node that answers first: right behind a fault an edge may still be away. */
  async #log(feed: string): Promise<Log> {
    return waitFor(
      async () => {
        const events: LoggedEvent[] = [];
        let epoch = '';
        for (;;) {
          const page = await this.#get(`/feeds/${feed}/events?limit=5000&after=${events.length}`);
          const { head, events: more } = page as unknown as { head: number; events: LoggedEvent[] };
          epoch = page['epoch'] as string;
          events.push(...more);
          if (events.length >= head) break;
        }
        const faults: string[] = [];
        const copy = new FeedCopy(feed, (fault) => faults.push(fault));
        copy.begin(epoch, 0, {});
        copy.take(events);
        const { checksum } = await this.#get(`/feeds/${feed}/state?seq=${events.length}`);
        copy.check(events.length, checksum as string);
        if (faults.length > 0) throw new Error(`the log itself is wrong: ${faults.join('; ')}`);
        return { events, fingerprint: copy.fingerprint };
      },
      { timeoutMs: SETTLE_MS, intervalMs: 100, message: `the log of ${feed}` },
    );
  }

  async #get(path: string): Promise<JsonObject> {
    const response = await this.cluster.call('GET', path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as JsonObject;
  }
}

function assertPublishedOnce(events: readonly LoggedEvent[], acks: readonly Ack[]): void {
  const logged = events.map(({ seq, data }) => {
    const [[publisher, n] = ['', 0]] = Object.entries(data);
    return `${seq}: ${publisher} ${String(n)}`;
  });
  const said = [...acks]
    .sort((a, b) => a.seq - b.seq)
    .map(({ seq, publisher, n }) => `${seq}: ${publisher} ${n}`);
  // Nothing is under way: what is in the log and was never acknowledged would be published twice by its publisher.
  assert.equal(said.join('\n'), logged.join('\n'));
  for (const name of new Set(acks.map(({ publisher }) => publisher))) {
    const numbers = events.flatMap(({ data }) => (name in data ? [data[name] as number] : []));
    assert.equal(numbers.join(), [...numbers].sort((a, b) => a - b).join());
  }
}
