import { z } from 'zod';
import { isObject, type JsonObject } from '../json/json.js';
import { KIND_NAMES } from '../kinds/kind.js';
import { ERROR_STATUS, type ErrorCode } from './errors.js';
import type { AuthorList } from './author.js';
import type { LoggedEvent, StreamedEvent } from './event.js';
import type { Editor } from './messages.js';
import { feedId } from './rest.js';

/** What REST answers about feeds and events. Nothing is judged by these schemas: they describe, and tests hold real answers to them. */

/** An object of any JSON. */
export const anyObject = z.custom<JsonObject>(isObject).meta({ type: 'object' });
export const instant = z.string().meta({ format: 'date-time' });
export const seq = z.int().min(0);
export const decimal = z.string().regex(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/);
export const checksum = z.string().regex(/^[0-9a-f]{8}$/);
export const kindName = z.enum(KIND_NAMES);

export const issue = z
  .object({
    path: z.string().describe('The field, query parameter or header.'),
    message: z.string().describe('What is wrong with it, and the remedy.'),
  })
  .describe('One fault of an input.');

export const editor = z
  .object({
    kind: z.enum(['person', 'key']),
    name: z.string().optional().describe('How people know them.'),
    since: instant,
    tab: z.string().optional().describe('Only of tabs of your own.'),
  })
  .describe('A tab that has the desk of a feed open.') satisfies z.ZodType<Editor>;

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong and what to do, for people.'),
    code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]).describe('Branch on this.'),
    errors: z.array(issue).optional().describe('Each fault of the input.'),
    head: seq.optional().describe('With `precondition_failed`: the seq of the head.'),
    lock: editor.optional().describe('With `conflict` at a desk: who holds it.'),
  })
  .describe('RFC 9457. Every error answer is one.');

export const health = z
  .object({
    status: z.enum(['ok', 'stale', 'lost']),
    since: instant,
  })
  .describe('Whether the source of the feed still speaks.');

export const feed = z
  .object({
    id: feedId,
    kind: kindName,
    title: z.string(),
    tags: z.array(z.string()),
    config: anyObject.describe('As the kind normalised it.'),
    startsAt: instant.optional(),
    publicDelaySeconds: z
      .int()
      .min(0)
      .nullable()
      .describe('0: anyone sees it live. N: anyone sees it N seconds late. null: nobody without a grant.'),
    holdSeconds: z.int().min(0).describe('How long updates wait, cancellable, before they are published.'),
    expectedIntervalSeconds: z.int().min(1).optional(),
    epoch: z.string().describe('Changes only when history may differ from what clients hold.'),
    seq: seq.describe('The head: seq of the newest event, 0 for none.'),
    state: anyObject.describe('The fold of events 1 to `seq`; holds no null.'),
    checksum: checksum.describe('CRC-32 of the RFC 8785 canonical JSON of `state`.'),
    health,
    createdAt: instant,
    updatedAt: instant,
    archivedAt: instant.optional(),
  })
  .describe('One live thing: a match, a symbol.');

const eventFields = {
  seq: z.int().min(1).describe('From 1, gapless.'),
  type: z.string().describe('Its type; `amend` and `void` are corrections.'),
  data: anyObject,
  patch: anyObject
    .optional()
    .describe('RFC 7396 merge patch of the state. Absent: apply `data` itself. `{}`: no change.'),
  at: instant.describe('Commit time by the clock of the database; never falls with `seq`.'),
  occurredAt: instant.describe('When it happened, as the publisher says; else `at`.'),
  target: z.int().min(1).optional().describe('Of a correction: the event that it corrects.'),
  reason: z.string().optional(),
  amendedType: z.string().optional().describe('Of an amend that changes the type of its target.'),
  insertAfter: seq.optional().describe('Of a late event: its place in the fold is right behind this seq.'),
};
export const streamedEvent = z
  .object(eventFields)
  .describe('An event inside a message that names its feed.') satisfies z.ZodType<StreamedEvent>;
export const event = z
  .object({ feed: feedId, ...eventFields })
  .describe('A committed update. Immutable.') satisfies z.ZodType<LoggedEvent>;

export const feedList = z.object({ items: z.array(feed), nextCursor: z.string().optional() });
export const eventList = z.object({ feed: feedId, epoch: z.string(), head: seq, events: z.array(event) });
const author = z.object({
  kind: z.enum(['person', 'key', 'system']),
  name: z.string().optional().describe('How people know them; absent when nobody does.'),
});
export const authorList = z
  .object({
    feed: feedId,
    epoch: z.string(),
    head: seq,
    events: z.array(z.object({ seq: z.int().min(1), author: z.string().describe('A key of `authors`.') })),
    authors: z.record(z.string(), author),
  })
  .describe('Who published what.') satisfies z.ZodType<AuthorList>;
export const stateAt = z
  .object({ feed: feedId, epoch: z.string(), seq, state: anyObject, checksum, at: instant })
  .describe('The state as it was known at `seq`.');

const holdFields = {
  status: z.literal('held'),
  holdId: z.string(),
  feed: feedId,
  type: z.string().describe('`amend` and `void` for corrections.'),
  data: anyObject,
  occurredAt: instant,
  target: z.int().min(1).optional(),
  reason: z.string().optional(),
  insertAfter: seq.optional(),
  releaseAt: instant,
};
export const hold = z.object(holdFields).describe('An update that waits; nothing of it is public.');
export const holdList = z.object({ items: z.array(hold) });

const index = z.int().min(0).describe('The 0-based item or line.');
export const committedItem = z.object({
  index,
  status: z.enum(['committed', 'replayed']),
  feed: feedId,
  seq: z.int().min(1),
});
export const heldItem = z.object({ index, ...holdFields });
export const rejectedItem = z.object({
  index,
  status: z.literal('rejected'),
  feed: z.string().optional().describe('Absent when the item does not say it.'),
  problem,
});
export const itemResult = z
  .union([committedItem, heldItem, rejectedItem])
  .describe('What became of one item; `status` tells which.');
export const batchAnswer = z.object({ results: z.array(itemResult) });

export const candle = z.object({
  start: instant,
  open: decimal.optional().describe('First trade that updates the last price; absent: none did.'),
  high: decimal.optional().describe('Of the trades that update high and low.'),
  low: decimal.optional(),
  close: decimal.optional(),
  volume: decimal.describe('Of the trades that update the volume.'),
  trades: z.int().min(0).describe('All of them.'),
  final: z.boolean().describe('The end of the bucket has passed; a correction recomputes the bar.'),
});
export const candleList = z.object({ items: z.array(candle) });

export const viewersList = z.object({
  items: z.array(z.object({ feed: feedId, viewers: z.int().min(1) })),
  nextCursor: z.string().optional(),
});
export const feedViewers = z.object({ feed: feedId, viewers: z.int().min(0) });
