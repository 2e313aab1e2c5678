import { z } from 'zod';
import { EVENT_TYPE } from '../kinds/update.js';
import { FEED_PATTERN } from './permissions.js';
import { limit, once } from './query.js';
import { required } from './required.js';
import { feedId } from './rest.js';
import { text } from './text.js';

/** The bodies, path parts and queries of webhooks. What a URL may lead to is judged by the server. */

const MOST = 50;
const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

const url = text(2048, z.string(required('must be a URL')));
const feeds = z
  .array(
    z.string().regex(FEED_PATTERN, 'must be 1 to 128 characters of feed ids or *, such as football.*'),
    required('must be a list of feed patterns'),
  )
  .min(1, 'must name at least one feed or pattern; * means every feed')
  .max(MOST, `must be at most ${MOST} patterns`)
  .transform(unique);
const types = z
  .array(
    z.string().regex(EVENT_TYPE, 'must be 1 to 64 characters a-z, 0-9, _, . or -, and start with a letter'),
  )
  .min(1, 'must name at least one type; leave it out for every type')
  .max(MOST, `must be at most ${MOST} types`)
  .transform(unique);

export const newWebhookBody = z.strictObject({ url, feeds, types: types.optional() });

export const webhookChangeBody = z.strictObject({
  url: url.optional(),
  feeds: feeds.optional(),
  /** null: every type. */
  types: types.nullable().optional(),
  paused: z.boolean().optional(),
});

export const webhookPath = z.object({
  id: z.string().regex(/^wh_[0-9a-z]{1,64}$/, 'must be the id of a webhook'),
});
export const deliveryPath = webhookPath.extend({
  deliveryId: z.string().regex(/^msg_[A-Za-z0-9_-]{1,64}$/, 'must be the id of a delivery'),
});

export const webhooksQuery = z.object({ limit: limit(500, 50), cursor: once.optional() });

export const DELIVERY_STATUSES = ['delivered', 'retrying', 'failed'] as const;
export const deliveriesQuery = z.object({
  status: once.pipe(z.enum(DELIVERY_STATUSES, `must be one of ${DELIVERY_STATUSES.join(', ')}`)).optional(),
  feed: once.pipe(feedId).optional(),
  type: once.regex(EVENT_TYPE, 'must be a type').optional(),
  limit: limit(500, 50),
  cursor: once.optional(),
});
