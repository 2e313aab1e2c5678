import { z } from 'zod';
import { FEED_ID } from '../feed/feed.js';
import { isObject, type JsonObject } from '../json/json.js';
import { KIND_NAMES } from '../kinds/kind.js';
import { EVENT_TYPE } from '../kinds/update.js';
import { formatTimestamp, parseTimestamp } from '../time/timestamp.js';
import type { Issue } from './errors.js';
import { RESERVED_TYPES } from './event.js';
import { limit, once } from './query.js';
import { required } from './required.js';
import { line, text } from './text.js';

/** The bodies, path parts, queries and headers of the REST interface. What stands in `data` and `config` is judged by the feed's kind. */

export const LIMITS = {
  bodyBytes: 4 * 1024 * 1024,
  dataBytes: 64 * 1024,
  ndjsonLineBytes: 128 * 1024,
  batchItems: 1000,
  titleLength: 256,
  tags: 64,
  tagLength: 128,
  reasonLength: 1000,
  idempotencyKeyLength: 255,
  delaySeconds: 30 * 86_400,
  holdSeconds: 86_400,
  expectedIntervalSeconds: 86_400,
} as const;

const TIME_REMEDY = 'must be a real date and time as in RFC 3339, such as 2026-06-11T18:00:00Z';

/** JSON as it was parsed, not copied. */
const json = z.custom<JsonObject>(isObject, required('must be an object')).meta({ type: 'object' });
const time = z
  .string()
  .refine((value) => parseTimestamp(value) !== undefined, TIME_REMEDY)
  .meta({ format: 'date-time' });
/** Normalised to UTC with milliseconds. */
const instant = z
  .string()
  .transform((value, context) => {
    const ms = parseTimestamp(value);
    if (ms !== undefined) return formatTimestamp(ms);
    context.addIssue({ code: 'custom', message: TIME_REMEDY });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

export const feedId = z
  .string()
  .regex(
    FEED_ID,
    'must be 1 to 128 characters A-Z, a-z, 0-9, ., _, : or -, and start with a letter or digit',
  );
const seq = z.int(required('must be a whole number')).min(0, 'must not be negative');
const seconds = (max: number) =>
  z
    .int(required('must be a whole number of seconds'))
    .min(0, 'must not be negative')
    .max(max, `must be at most ${max} seconds`);

const title = text(LIMITS.titleLength);
const tag = text(LIMITS.tagLength);
const tags = z
  .array(tag)
  .max(LIMITS.tags, `must be at most ${LIMITS.tags} tags`)
  .transform((list) => [...new Set(list)]);
const publicDelaySeconds = seconds(LIMITS.delaySeconds).nullable();
const holdSeconds = seconds(LIMITS.holdSeconds);
const expectedIntervalSeconds = seconds(LIMITS.expectedIntervalSeconds).min(1, 'must be at least 1 second');
const kind = z.enum(KIND_NAMES, required(`must be one of ${KIND_NAMES.join(', ')}`));
const reason = text(LIMITS.reasonLength);
const type = z
  .string()
  .regex(EVENT_TYPE, 'must be 1 to 64 characters a-z, 0-9, _, . or -, and start with a letter')
  .refine(
    (name) => !RESERVED_TYPES.includes(name),
    'is reserved: correct an event by POST …/events/{seq}/amend or void',
  );

export const newFeedBody = z.strictObject({
  id: feedId,
  kind,
  title,
  tags: tags.default([]),
  startsAt: instant.optional(),
  config: json.default({}),
  publicDelaySeconds: publicDelaySeconds.default(0),
  holdSeconds: holdSeconds.default(0),
  expectedIntervalSeconds: expectedIntervalSeconds.optional(),
});

export const feedChangeBody = z.strictObject({
  title: title.optional(),
  tags: tags.optional(),
  startsAt: instant.nullable().optional(),
  config: json.optional(),
  publicDelaySeconds: publicDelaySeconds.optional(),
  holdSeconds: holdSeconds.optional(),
  expectedIntervalSeconds: expectedIntervalSeconds.nullable().optional(),
});

export const publishBody = z.strictObject({
  type,
  data: json,
  occurredAt: time.optional(),
  insertAfter: seq.optional(),
});

export const amendBody = z.strictObject({
  type: type.optional(),
  data: json,
  occurredAt: time.optional(),
  reason,
});

export const voidBody = z.strictObject({ reason });

/** Of calls that take no body: none, or an empty object. */
export const noBody = z.strictObject({}).optional();

export const batchBody = z.strictObject({
  events: z
    .array(z.unknown())
    .max(LIMITS.batchItems, `must be at most ${LIMITS.batchItems} events: send more as application/x-ndjson`),
});

export const idempotencyKey = line(LIMITS.idempotencyKeyLength);

/** One item of a batch, or one line. */
export const batchItem = z.strictObject({
  feed: feedId,
  type,
  data: json,
  occurredAt: time.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type BatchItem = z.infer<typeof batchItem>;

const digits = (max: number, remedy: string) =>
  z
    .string('must be given once')
    .regex(/^(0|[1-9][0-9]{0,15})$/, remedy)
    .transform(Number)
    .refine((value) => value <= max, remedy)
    .meta({ type: 'integer', minimum: 0, maximum: max });

const seqText = digits(Number.MAX_SAFE_INTEGER, 'must be a whole number that is not negative');
const instantText = once.pipe(instant);

export const feedPath = z.object({ id: feedId });
export const eventPath = z.object({
  id: feedId,
  seq: seqText.refine((value) => value >= 1, 'must be at least 1, the first event').meta({ minimum: 1 }),
});
export const holdPath = z.object({
  id: feedId,
  holdId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the holdId of a held update'),
});

/** What feeds can be listed by; with a minus in descending order. */
const FEED_SORTS = ['id', 'title', 'startsAt', 'createdAt'] as const;
const sorts = FEED_SORTS.flatMap((by) => [by, `-${by}`] as const);

const flag = once
  .pipe(z.enum(['true', 'false'], 'must be true or false'))
  .transform((value) => value === 'true')
  .optional();

export const feedListQuery = z.object({
  kind: once.pipe(kind).optional(),
  tag: once.pipe(tag).optional(),
  status: text(64, once).optional(),
  q: text(256, once).optional(),
  archived: flag,
  sort: once.pipe(z.enum(sorts, `must be one of ${sorts.join(', ')}`)).optional(),
  limit: limit(500, 50),
  cursor: once.optional(),
});

/** `dryRun`: judge it, and make nothing. */
export const newFeedQuery = z.object({ dryRun: flag });

export const eventsQuery = z.object({ after: seqText.default(0), limit: limit(5000, 500) });

export const stateQuery = z
  .object({ seq: seqText.optional(), at: instantText.optional() })
  .refine((query) => query.seq === undefined || query.at === undefined, {
    path: ['at'],
    message: 'must not be given together with seq',
  });

export const CANDLE_INTERVALS = ['1s', '1m', '5m', '15m', '1h', '1d'] as const;
export const candlesQuery = z
  .object({
    interval: z
      .string(required('must be given once'))
      .pipe(z.enum(CANDLE_INTERVALS, `must be one of ${CANDLE_INTERVALS.join(', ')}`)),
    from: instantText.optional(),
    to: instantText.optional(),
    limit: limit(1000, 500),
  })
  .refine((query) => query.from === undefined || query.to === undefined || query.from <= query.to, {
    path: ['to'],
    message: 'must not be before from',
  });

/** A seq in quotes. */
export const ifMatch = z
  .string()
  .regex(/^"(0|[1-9][0-9]{0,15})"$/, 'must be the seq of the head in quotes, such as "7"')
  .transform((value) => Number(value.slice(1, -1)))
  .refine((value) => Number.isSafeInteger(value), 'must be at most 2^53-1');

/** Each fault with the path of its field below `root`; an unknown field is named itself. */
export function issuesOf(error: z.ZodError, root = ''): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = [root, ...issue.path.map(String)].filter((part) => part !== '');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key].join('.').slice(0, 200),
        message: 'is not a known field here',
      }));
    }
    return [{ path: path.join('.') || 'body', message: messageOf(issue) }];
  });
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type' || !issue.message.startsWith('Invalid input')) return issue.message;
  if (issue.message.endsWith('received undefined')) return 'is required';
  return `must be ${article(issue.expected)}`;
}

function article(expected: string): string {
  return /^[aeio]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
