import { FEED_ID } from '../core/feed/feed.js';
import type { FeedOrder, FeedPlace } from '../event-log/event-log.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';

/** `sort` as it stands in the query; absent: by id. */
export function orderOf(sort: FeedOrder['by'] | `-${FeedOrder['by']}` = 'id'): FeedOrder {
  const descending = sort.startsWith('-');
  return { by: (descending ? sort.slice(1) : sort) as FeedOrder['by'], descending };
}

/** Opaque to clients; of use in the order alone that it was made in. */
export function cursorOf({ id, value }: FeedPlace, order: FeedOrder): string {
  if (order.by === 'id') return encodeCursor(id);
  return encodeCursor(`${id} ${order.by}${value === undefined ? '' : ` ${value}`}`);
}

/** Throws `validation_failed` for what is no cursor of this order. */
export function placeIn(cursor: string, order: FeedOrder): FeedPlace {
  if (order.by === 'id') return { id: decodeCursor(cursor, FEED_ID) };
  const form = new RegExp(`^${FEED_ID.source.slice(1, -1)} ${order.by}( [^\\u0000]*)?$`);
  const [id = '', , ...rest] = decodeCursor(cursor, form).split(' ');
  return rest.length === 0 ? { id } : { id, value: rest.join(' ') };
}
