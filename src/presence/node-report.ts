import { z } from 'zod';

const name = z.string().min(1).max(128);
const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const count = amount.int();
const percentiles = z.object({ p50: amount, p99: amount });

/** What a node says of itself. Rates are means of the last seconds; a lag is absent while nothing arrived to measure it by. */
export const nodeReport = z.object({
  /** Its NODE_ID. */
  id: name,
  version: name,
  /** ISO 8601. */
  startedAt: z.string().max(32),
  connections: z.object({ websocket: count, polling: count, sse: count }),
  subscriptions: count,
  rates: z.object({
    /** Events that this node committed. */
    publishedPerSecond: amount,
    /** Messages that it sent to subscribers. */
    deliveredPerSecond: amount,
    relayedPerSecond: amount,
  }),
  lag: z.object({
    /** From commit to arrival at this node, by the database's and this node's clock. */
    relayMs: percentiles.optional(),
  }),
  /** Absent from nodes of an older version; each is absent while nothing was measured. */
  latency: z
    .object({
      /** From a publisher's request to the end of its answer. */
      publishMs: percentiles.optional(),
      /** Of one transaction of the log. */
      commitMs: percentiles.optional(),
    })
    .optional(),
  load: z.object({
    /** Cores in use. */
    cpu: amount,
    /** Share of the time that the event loop was busy, 0 to 1. */
    eventLoop: amount,
    memoryBytes: count,
  }),
  /** Whether it reaches the other nodes. */
  relayHealthy: z.boolean(),
  draining: z.boolean(),
});
export type NodeReport = z.infer<typeof nodeReport>;

export type Vitals = Pick<NodeReport, 'connections' | 'subscriptions' | 'rates' | 'lag' | 'latency' | 'load'>;
