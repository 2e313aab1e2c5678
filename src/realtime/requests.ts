import { z } from 'zod';
import { FEED_ID } from '../core/feed/feed.js';
import { watchBody } from '../core/protocol/editing.js';
import { validationFailed, type AppError, type Issue } from '../core/protocol/errors.js';
import { RATE_LADDER, type SubscribeRequest } from '../core/protocol/messages.js';
import { text } from '../core/protocol/text.js';
import type { UnsubscribeRequest } from '../delivery/session.js';

const MAX_FEEDS = 500;
const MAX_TAGS = 100;
const MAX_POSITIONS = 2000;
const MAX_ISSUES = 20;
const LOWEST_RATE = RATE_LADDER[RATE_LADDER.length - 1] as number;
const TOO_LOW = `must be at least ${LOWEST_RATE}`;
const EMPTY = { message: 'must name at least one feed (feeds) or tag (tags)' };

const feedId = z
  .string()
  .regex(FEED_ID, 'must be a feed id: up to 128 of A-Z a-z 0-9 . _ : - and first a letter or digit');
const tagName = text(128);
const position = z.strictObject({ epoch: text(128), seq: z.int().min(0) });
const rate = z.number().positive();

const feedRequest = z
  .strictObject({
    id: feedId,
    contract: z.enum(['every', 'latest']).default('every'),
    position: position.optional(),
    maxRateHz: rate.optional(),
  })
  .refine(({ contract, maxRateHz = LOWEST_RATE }) => contract === 'every' || maxRateHz >= LOWEST_RATE, {
    path: ['maxRateHz'],
    message: TOO_LOW,
  });

const tagRequest = z.strictObject({
  tag: tagName,
  maxRateHz: rate.min(LOWEST_RATE, TOO_LOW).optional(),
  positions: z
    .record(feedId, position)
    .refine((positions) => Object.keys(positions).length <= MAX_POSITIONS, {
      message: `must hold at most ${MAX_POSITIONS} positions`,
    })
    .optional(),
});

/** The length is judged before the items, and no item's key may come twice. */
function listOf<T extends z.ZodType>(
  item: T,
  max: number,
  keyOf: (item: z.output<T>) => string,
  field: string[],
) {
  return z
    .array(z.unknown())
    .max(max, `must hold at most ${max} items a call: send more calls`)
    .pipe(
      z.array(item).superRefine((items, context) => {
        const seen = new Set<string>();
        items.forEach((entry, index) => {
          const key = keyOf(entry);
          if (seen.has(key)) {
            context.addIssue({
              code: 'custom',
              path: [index, ...field],
              message: 'comes twice in this call',
            });
          }
          seen.add(key);
        });
      }),
    )
    .default([]);
}

export const subscribe = z
  .strictObject({
    feeds: listOf(feedRequest, MAX_FEEDS, (feed) => feed.id, ['id']),
    tags: listOf(tagRequest, MAX_TAGS, (entry) => entry.tag, ['tag']),
  })
  .refine(({ feeds, tags }) => feeds.length + tags.length > 0, EMPTY);

export const unsubscribe = z
  .strictObject({
    feeds: listOf(feedId, MAX_FEEDS, (id) => id, []),
    tags: listOf(tagName, MAX_TAGS, (entry) => entry, []),
  })
  .refine(({ feeds, tags }) => feeds.length + tags.length > 0, EMPTY);

export const authRefresh = z.strictObject({ token: text(8192) });

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

export function parseSubscribe(payload: unknown): Parsed<SubscribeRequest> {
  return parse<SubscribeRequest>(subscribe, payload);
}

export function parseUnsubscribe(payload: unknown): Parsed<UnsubscribeRequest> {
  return parse<UnsubscribeRequest>(unsubscribe, payload);
}

export function parseAuthRefresh(payload: unknown): Parsed<{ readonly token: string }> {
  return parse<{ readonly token: string }>(authRefresh, payload);
}

export function parseEditorsWatch(payload: unknown): Parsed<{ readonly feeds: readonly string[] }> {
  return parse<{ readonly feeds: readonly string[] }>(watchBody, payload);
}

function parse<T>(schema: z.ZodType<T>, payload: unknown): Parsed<T> {
  const result = schema.safeParse(payload);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, error: validationFailed(result.error.issues.flatMap(issuesOf).slice(0, MAX_ISSUES)) };
}

function issuesOf(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not a field of this message',
    }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path: path.join('.'), message }));
  }
  const where = path.length > 0 ? path.join('.') : 'payload';
  return [{ path: where, message: issue.message }];
}
