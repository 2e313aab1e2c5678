import { z } from 'zod';
import { anyObject, checksum, health, instant, issue, kindName, seq, streamedEvent } from './answers.js';
import { feedEditors } from './editing.js';
import { ERROR_STATUS, type ErrorCode } from './errors.js';
import type { ServerMessageName, ServerMessages, SubscribeAnswer } from './messages.js';
import { feedId } from './rest.js';

/** What a server sends to subscribers, as schemas: see `messages.ts`, with which they must agree. */

const epoch = z.string();
const tag = z.string();

export const messageError = z
  .object({
    code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string(),
    retryable: z.boolean(),
    errors: z.array(issue).optional(),
  })
  .describe('Why something was refused, or why the connection ends.');

export const feedMeta = z
  .object({
    kind: kindName,
    title: z.string(),
    tags: z.array(z.string()),
    config: anyObject,
    startsAt: instant.optional(),
  })
  .describe('What a subscriber learns of a feed beside its state.');

export const snapshot = z.object({ state: anyObject, checksum });
export const effective = z.object({
  contract: z.enum(['every', 'latest']),
  maxRateHz: z.number().optional().describe('Under `latest`: the rung of the rate ladder that applies.'),
  delaySeconds: z.number().min(0),
});

export const feedAnswer = z.object({
  id: feedId,
  epoch,
  seq,
  effective,
  snapshot: snapshot.optional(),
  events: z.array(streamedEvent).optional(),
  recovered: z.boolean(),
  meta: feedMeta,
});
export const feedRefusal = z.object({ id: z.string(), error: messageError });
const tagFeedAnswer = z.object({
  feed: feedId,
  epoch,
  seq,
  snapshot: snapshot.optional(),
  meta: feedMeta,
});
export const tagAnswer = z.object({ tag, effective, feeds: z.array(tagFeedAnswer) });
export const tagRefusal = z.object({ tag, error: messageError });

export const subscribeAnswer = z.object({
  feeds: z.array(z.union([feedAnswer, feedRefusal])),
  tags: z.array(z.union([tagAnswer, tagRefusal])).optional(),
  serverTime: instant,
}) satisfies z.ZodType<SubscribeAnswer>;
export const refusedCall = z.object({ error: messageError }).describe('The whole call was refused.');
export const done = z.object({ ok: z.literal(true) });

const tagFeedChange = z.object({
  feed: feedId,
  fromSeq: seq,
  seq,
  patch: anyObject,
  at: instant,
  epoch: epoch.optional(),
  snapshot: snapshot.optional().describe('This feed joined the tag.'),
  meta: feedMeta.optional(),
});
const left = z.object({ feed: feedId, reason: z.enum(['untagged', 'archived', 'forbidden']) });

export const SERVER_MESSAGES = {
  'feed.events': z
    .object({ feed: feedId, events: z.array(streamedEvent) })
    .describe('Contract `every`: each event once, in the order of `seq`, without a gap.'),
  'feed.state': z
    .object({ feed: feedId, fromSeq: seq, seq, patch: anyObject, at: instant })
    .describe('Contract `latest`: leads from the state at `fromSeq` to that at `seq`.'),
  'tag.state': z
    .object({ tag, feeds: z.array(tagFeedChange), left: z.array(left).optional() })
    .describe("All of a tag's feeds that changed, joined or left, in one frame."),
  'feed.snapshot': z
    .object({
      feed: feedId,
      epoch,
      seq,
      state: anyObject,
      checksum,
      reason: z.enum(['subscribed', 'epoch_changed', 'retention', 'access_changed', 'resync']),
    })
    .describe('Replace what you hold.'),
  'feed.check': z
    .object({ feed: feedId, seq, checksum })
    .describe('Now and then: compare with the state that you hold at `seq`.'),
  'feed.health': z
    .object({ feed: feedId, ...health.shape })
    .describe('The source fell silent, or speaks again.'),
  'feed.closed': z
    .object({ feed: feedId, reason: z.enum(['archived', 'forbidden']) })
    .describe('Nothing more comes of this feed.'),
  'feed.meta': z.object({ feed: feedId, meta: feedMeta }).describe('Title, tags, config or start changed.'),
  'feed.editors': feedEditors,
  'server.draining': z
    .object({ reconnectAfterMs: z.number().min(0) })
    .describe('This node leaves: reconnect within that time, and resume by position.'),
  'auth.expiring': z
    .object({ at: instant })
    .describe('The token ends then: send `auth.refresh` with a new one.'),
  error: messageError,
} satisfies { readonly [Name in ServerMessageName]: z.ZodType<ServerMessages[Name]> };
