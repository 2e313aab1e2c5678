import { z } from 'zod';
import { validationFailed } from '../core/protocol/errors.js';
import { RATE_LADDER, type FeedRequest } from '../core/protocol/messages.js';
import type { Position } from '../core/protocol/position.js';
import { feedId } from '../core/protocol/rest.js';
import { decodeCursor } from './cursor.js';
import { ManyPositions, OnePosition, type Positions } from './positions.js';

/** Feeds of one stream. More in one page: several streams, or Socket.IO. */
const MAX_FEEDS = 100;
const LOWEST_RATE_HZ = RATE_LADDER.at(-1) as number;
const NUMBER = /^[0-9]{1,9}(\.[0-9]{1,9})?$/;

const once = z.string({
  error: (issue) => (issue.input === undefined ? 'is required' : 'must be given once'),
});

const options = {
  contract: once.pipe(z.enum(['every', 'latest'], 'must be every or latest')).default('every'),
  maxRateHz: once
    .regex(NUMBER, 'must be a positive number, such as 2 or 0.5')
    .transform(Number)
    .refine((rate) => rate > 0, 'must be a positive number, such as 2 or 0.5')
    .meta({ type: 'number', exclusiveMinimum: 0 })
    .optional(),
  /** As the header of the same name, for clients that can't set it. */
  lastEventId: once.optional(),
  /** A key or token, for clients that can't set a header. */
  access_token: once.optional(),
};

const rateFits = (query: { readonly contract: string; readonly maxRateHz?: number | undefined }): boolean =>
  query.contract === 'every' || query.maxRateHz === undefined || query.maxRateHz >= LOWEST_RATE_HZ;
const tooSlow = { path: ['maxRateHz'], message: `must be at least ${LOWEST_RATE_HZ}` };

/** `GET /api/v1/feeds/{id}/stream` */
export const streamQuery = z.object(options).refine(rateFits, tooSlow);

const feedList = once
  .transform((text) => text.split(',', MAX_FEEDS + 1))
  .pipe(
    z
      .array(feedId)
      .max(MAX_FEEDS, `must name at most ${MAX_FEEDS} feeds: open several streams`)
      .superRefine((ids, context) => {
        ids.forEach((id, index) => {
          if (ids.indexOf(id) === index) return;
          context.addIssue({ code: 'custom', path: [index], message: 'comes twice: name each feed once' });
        });
      }),
  );

/** `GET /api/v1/stream` */
export const manyStreamQuery = z.object({ ...options, feeds: feedList }).refine(rateFits, tooSlow);

type Options = z.infer<typeof streamQuery>;
type LastEventId = string | string[] | undefined;

/** What a stream was asked for. */
export interface StreamRequest {
  readonly feeds: readonly FeedRequest[];
  readonly positions: Positions;
}

/** Throws `validation_failed` for an id that this route never sent. */
export function oneFeed(id: string, query: Options, header: LastEventId): StreamRequest {
  const given = lastEventId(query, header);
  const position = given && parsePosition(given.text);
  if (given && !position)
    throw malformed(given.path, 'must be <epoch>:<seq>, as an earlier message of this stream bore it');
  return { feeds: [requestOf(id, query, position)], positions: new OnePosition(position) };
}

/** See `oneFeed`. A feed that the id does not know begins with its snapshot. */
export function manyFeeds(query: z.infer<typeof manyStreamQuery>, header: LastEventId): StreamRequest {
  const given = lastEventId(query, header);
  const known = given ? decodeCursor(given.text, query.feeds) : new Map<string, Position>();
  if (!known)
    throw malformed(
      given?.path as string,
      'must be the id of an earlier message of such a stream, unchanged',
    );
  return {
    feeds: query.feeds.map((id) => requestOf(id, query, known.get(id))),
    positions: new ManyPositions(query.feeds, known),
  };
}

function requestOf(
  id: string,
  { contract, maxRateHz }: Options,
  position: Position | undefined,
): FeedRequest {
  return {
    id,
    contract,
    ...(position ? { position } : {}),
    ...(maxRateHz === undefined ? {} : { maxRateHz }),
  };
}

/** The header wins: an EventSource that comes back still has the query that it began with. */
function lastEventId(query: Options, header: LastEventId): { path: string; text: string } | undefined {
  const sent = Array.isArray(header) ? header.join(', ') : header;
  if (sent !== undefined && sent.trim() !== '') return { path: 'Last-Event-ID', text: sent.trim() };
  return query.lastEventId ? { path: 'lastEventId', text: query.lastEventId } : undefined;
}

function parsePosition(text: string): Position | undefined {
  const [, epoch, digits] = /^([\x21-\x7e]{1,128}):(0|[1-9][0-9]{0,15})$/.exec(text) ?? [];
  const seq = Number(digits);
  return epoch !== undefined && Number.isSafeInteger(seq) ? { epoch, seq } : undefined;
}

function malformed(path: string, message: string): Error {
  return validationFailed([{ path, message }]);
}
