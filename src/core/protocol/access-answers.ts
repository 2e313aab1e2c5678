import { z } from 'zod';
import { event, feedViewers, instant, kindName, seq } from './answers.js';
import { ROLES, SCOPES } from './permissions.js';
import { feedId } from './rest.js';
import { DELIVERY_STATUSES } from './webhooks.js';

/** What REST answers about people, keys, tokens, the audit, webhooks and nodes. See `answers.ts`. */

const nextCursor = z.string().optional().describe('Absent on the last page.');
const patterns = z.array(z.string());
const scopes = z.array(z.enum(SCOPES));

export const identity = z
  .object({
    kind: z.enum(['person', 'key', 'token']),
    id: z.string(),
    email: z.string().optional(),
    name: z.string().optional(),
    role: z.enum(ROLES).optional(),
    scopes,
    feeds: patterns.optional().describe('Absent: every feed.'),
    expiresAt: instant.optional(),
  })
  .describe('Who asks, and what they may do.');

export const user = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().optional(),
  role: z.enum(ROLES),
  feeds: patterns.optional().describe('Absent: every feed.'),
  disabled: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  lastLoginAt: instant.optional(),
});
export const userList = z.object({ items: z.array(user), nextCursor });

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe('What the key begins with, to tell it from others.'),
  scopes,
  feeds: patterns.optional().describe('Absent: every feed.'),
  rateLimitPerSecond: z.int().min(1).optional(),
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant.optional(),
  lastUsedAt: instant.optional(),
  rotatedAt: instant.optional(),
  previousKeyUntil: instant.optional().describe('Until when the key before this one is valid too.'),
});
export const createdApiKey = apiKey.extend({ key: z.string().describe('Shown only here.') });
export const apiKeyList = z.object({ items: z.array(apiKey), nextCursor });

export const mintedToken = z.object({ token: z.string().describe('A JWT.'), expiresAt: instant });

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  actor: z.string().describe('`user:…`, `key:…`, `anonymous` or `system`.'),
  actorName: z.string().optional(),
  action: z.string(),
  target: z.string().optional(),
  feed: z.string().optional(),
  address: z.string().optional(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export const auditList = z.object({ items: z.array(auditEntry), nextCursor });

export const webhook = z.object({
  id: z.string(),
  url: z.string(),
  feeds: patterns,
  types: z.array(z.string()).optional().describe('Absent: every type.'),
  status: z.enum(['active', 'paused']),
  failingSince: instant.optional().describe('Since when something could not be delivered.'),
  pausedAt: instant.optional(),
  pausedReason: z.enum(['manual', 'gone', 'retries_exhausted', 'owner_revoked', 'too_many_feeds']).optional(),
  pausedDetail: z.string().optional(),
  owner: z.string().describe('As whom it reads feeds.'),
  previousSecretUntil: instant.optional().describe('Until when the secret before this one signs too.'),
  createdAt: instant,
  updatedAt: instant,
});
export const createdWebhook = webhook.extend({ secret: z.string().describe('Shown only here.') });
export const webhookList = z.object({ items: z.array(webhook), nextCursor });
export const rotatedSecret = z.object({ secret: z.string(), previousSecretUntil: instant });

export const delivery = z.object({
  id: z.string().describe('The header `webhook-id`.'),
  kind: z.enum(['event', 'notice', 'test']),
  type: z.string(),
  feed: z.string().optional(),
  epoch: z.string().optional(),
  seq: seq.optional(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.int().min(1),
  firstAttemptAt: instant,
  lastAttemptAt: instant,
  nextAttemptAt: instant.optional(),
  durationMs: z.number().min(0),
  responseStatus: z.int().optional(),
  responseBody: z.string().optional(),
  error: z.string().optional(),
});
export const deliveryList = z.object({ items: z.array(delivery), nextCursor });

const messageFeed = z.object({
  id: feedId,
  kind: kindName,
  title: z.string(),
  tags: z.array(z.string()),
  epoch: z.string(),
});
export const eventMessage = z
  .object({ type: z.string(), timestamp: instant, feed: messageFeed, data: event })
  .describe('An event of a feed that the webhook follows.');
export const resyncMessage = z
  .object({
    type: z.literal('feed.resync'),
    timestamp: instant,
    feed: messageFeed,
    data: z.object({ feed: feedId, reason: z.enum(['epoch_changed', 'retention']), epoch: z.string(), seq }),
  })
  .describe('What follows begins behind `seq`, and may not join what you have.');
export const testMessage = z
  .object({
    type: z.literal('webhook.test'),
    timestamp: instant,
    data: z.object({ webhook: z.string() }),
  })
  .describe('Sent when somebody asks for a test.');

const amount = z.number().min(0);
const percentiles = z.object({ p50: amount, p99: amount });
export const node = z.object({
  id: z.string(),
  version: z.string(),
  startedAt: instant,
  connections: z.object({ websocket: amount, polling: amount, sse: amount }),
  subscriptions: amount,
  rates: z.object({ publishedPerSecond: amount, deliveredPerSecond: amount, relayedPerSecond: amount }),
  lag: z.object({ relayMs: percentiles.optional() }),
  latency: z
    .object({
      publishMs: percentiles.optional().describe('From the request to the end of the answer.'),
      commitMs: percentiles.optional().describe('Of one transaction of the log.'),
    })
    .optional()
    .describe('Of the last seconds; absent from nodes of an older version.'),
  load: z.object({ cpu: amount, eventLoop: amount, memoryBytes: amount }),
  relayHealthy: z.boolean(),
  draining: z.boolean(),
  self: z.boolean().describe('Whether it is the node that answers.'),
  heardMsAgo: z.number(),
});
export const cluster = z.object({
  epoch: z.string().optional().describe('Absent while the database cannot be reached.'),
  nodes: z.array(node),
  totals: z.object({
    connections: amount,
    subscriptions: amount,
    publishedPerSecond: amount,
    deliveredPerSecond: amount,
  }),
  feeds: z.array(feedViewers).describe('The most viewed feeds, at most 100.'),
});

export const system = z.object({
  node: z.string(),
  version: z.string(),
  runtime: z.string().describe('The version of Node.js.'),
  startedAt: instant,
  epoch: z.string().optional().describe('Absent while the database cannot be reached.'),
  database: z.object({
    kind: z.enum(['embedded', 'postgresql']),
    status: z.enum(['ok', 'failed']),
    version: z.string().optional(),
    answeredInMs: z.number().min(0).optional(),
    clockAheadMs: z.number().optional().describe("The database's clock less the node's."),
  }),
  relay: z.object({
    kind: z.enum(['local', 'classic', 'sharded', 'cluster']).describe('`local`: there is one node.'),
    status: z.enum(['ok', 'failed']),
  }),
  hints: z
    .array(z.object({ code: z.string(), detail: z.string() }))
    .describe('What an operator may want to know or change; more codes may come.'),
});

export const liveness = z.object({ status: z.literal('ok') });
export const readiness = z.object({
  status: z.enum(['ready', 'draining', 'unavailable']),
  node: z.string(),
  checks: z.record(z.string(), z.object({ status: z.enum(['ok', 'failed']), detail: z.string().optional() })),
});
