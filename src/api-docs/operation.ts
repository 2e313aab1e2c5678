import type { z } from 'zod';
import type { Need } from '../access/guard.adapter.js';
import type { ErrorCode } from '../core/protocol/errors.js';
import type { SchemaName } from './components.js';

export const TAGS = {
  Feeds: 'Live things: matches, symbols.',
  Publishing: 'Updates become events. Acknowledged means durable.',
  Holds: 'Updates that wait on a feed with a publish delay.',
  Editors: 'Who has the desk of a feed open, and who holds it.',
  History: 'Events, states at any seq or time, candles.',
  Streams: 'Server-Sent Events. Sockets are described by the AsyncAPI document.',
  People: 'Signing in, users, the audit.',
  Programs: 'API keys, and tokens for spectators.',
  Webhooks: 'Events as signed HTTP requests to a URL of yours.',
  Running: 'Probes, metrics, and these documents.',
} as const;
export type Tag = keyof typeof TAGS;

export const REQUEST_HEADERS = {
  'Idempotency-Key':
    'Makes a retry safe: the same request with the same key is answered with the first event. One namespace a feed; kept as long as the event and at least 30 days.',
  'If-Match': 'The seq of the head in quotes: publish only if it still is the head.',
  'If-None-Match': 'An `ETag` that you hold: 304 when nothing changed.',
  'Last-Event-ID':
    'The `id` of the last message that you hold; an EventSource sends it by itself. It wins over `lastEventId`.',
} as const;
export type RequestHeader = keyof typeof REQUEST_HEADERS;

export const ANSWER_HEADERS = {
  ETag: 'Opaque; for `If-None-Match`.',
  Location: 'The path of what was made.',
  'Idempotent-Replayed': '`true` when the answer is that of an earlier request with the same key.',
  'Retry-After': 'Seconds to wait.',
  'Set-Cookie': 'The session: `HttpOnly`, `SameSite=Strict`.',
  'WWW-Authenticate': 'How to present a credential.',
  RateLimit: 'Of a key with a limit: what is left, and in how many seconds more comes.',
  'RateLimit-Policy': 'Of a key with a limit: requests a window of seconds.',
} as const;
export type AnswerHeader = keyof typeof ANSWER_HEADERS;

export type Examples = Readonly<Record<string, unknown>>;

export interface Content {
  readonly schema?: SchemaName;
  /** JSON, or text of the media type. */
  readonly examples?: Examples;
}

export interface Answer {
  readonly description: string;
  readonly headers?: readonly AnswerHeader[];
  /** By media type. */
  readonly content?: Readonly<Record<string, Content>>;
}

/** A route as the document tells it. What follows from `need` and the inputs (401, 422, …) is added by itself. */
export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** With `{name}` for its parts. */
  readonly path: string;
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  /** As the route declares it; absent: the route is not guarded. */
  readonly need?: Need;
  /** The credential may stand in the query. */
  readonly queryToken?: boolean;
  readonly pathParts?: z.ZodObject;
  readonly query?: z.ZodType;
  readonly headers?: readonly RequestHeader[];
  /** By media type. */
  readonly body?: Readonly<Record<string, Content>>;
  readonly bodyOptional?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Beyond those that follow by themselves. */
  readonly problems?: readonly ErrorCode[];
}

export const JSON_TYPE = 'application/json';
export const NDJSON_TYPE = 'application/x-ndjson';
export const EVENT_STREAM = 'text/event-stream';

export const json = (schema: SchemaName, examples?: Examples): Readonly<Record<string, Content>> => ({
  [JSON_TYPE]: { schema, ...(examples ? { examples } : {}) },
});
/** The optional empty body of calls that need none. */
export const NO_BODY = { body: json('Empty'), bodyOptional: true } as const;
