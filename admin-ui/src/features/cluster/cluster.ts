export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** A node, as it told the others of itself within the last seconds. */
export interface ClusterNode {
  readonly id: string;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** It is the one that answers. */
  readonly self: boolean;
  readonly heardMsAgo: number;
  readonly draining: boolean;
  readonly relayHealthy: boolean;
  readonly subscriptions: number;
  readonly connections: { readonly websocket: number; readonly polling: number; readonly sse: number };
  readonly rates: {
    readonly publishedPerSecond: number;
    readonly deliveredPerSecond: number;
    readonly relayedPerSecond: number;
  };
  readonly lag: { readonly relayMs?: Percentiles };
  /** Absent from nodes of an older version. */
  readonly latency?: { readonly publishMs?: Percentiles; readonly commitMs?: Percentiles };
  readonly load: { readonly cpu: number; readonly eventLoop: number; readonly memoryBytes: number };
}

export interface Cluster {
  /** Absent while the database is away. */
  readonly epoch?: string;
  readonly nodes: readonly ClusterNode[];
  readonly feeds: readonly { readonly feed: string; readonly viewers: number }[];
}
