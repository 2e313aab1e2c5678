import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/protocol/errors.js';
import { LIMITS } from '../../core/protocol/rest.js';

type Done = (error: Error | null, body?: unknown) => void;

export const JSON_TYPES = ['application/json', 'application/merge-patch+json'];
export const NDJSON_TYPE = 'application/x-ndjson';
/** From the first bytes of a body to its last. The idle timeout does not end one that drips. */
export const BODY_MS = 120_000;
/** After this long a body must have come at `SLOWEST_BYTES_PER_SECOND`, or it is not waited for. */
export const PATIENCE_MS = 15_000;
export const SLOWEST_BYTES_PER_SECOND = 2048;

function tooSlow(): AppError {
  return new AppError(
    'bad_request',
    'The body took too long to arrive. Send it in one go, or as several smaller ones.',
  );
}

function tooLarge(): AppError {
  return new AppError(
    'payload_too_large',
    'The body is larger than 4 MiB. Split it, or send it as application/x-ndjson to /api/v1/events.',
  );
}

/**
 * Reads a whole JSON body of at most 4 MiB, whatever its Content-Length claims. An empty body is `undefined`: the route knows whether
 * it needs one. What follows an oversized body is read and dropped.
 */
export function readJsonBody(request: FastifyRequest, payload: IncomingMessage, done: Done): void {
  const announced = Number(request.headers['content-length']);
  const chunks: Buffer[] = [];
  let length = 0;
  let stopWatching: (() => void) | undefined;
  const end = (error: Error | null, body?: unknown): void => {
    stopWatching?.();
    payload.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
    if (error) {
      payload.on('error', () => undefined);
      payload.resume();
    }
    done(error, body);
  };
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > LIMITS.bodyBytes) return end(tooLarge());
    chunks.push(chunk);
    // Most bodies are whole by then, and need no timer.
    if (length !== announced)
      stopWatching ??= watchPace(
        () => length,
        () => end(tooSlow()),
      );
  };
  const onEnd = (): void => {
    try {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
      end(null, length === 0 ? undefined : parseJson(body));
    } catch (error) {
      end(error as Error);
    }
  };
  const onError = (cause: Error): void => end(aborted(cause));
  const onClose = (): void => end(aborted());
  payload.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  if (announced > LIMITS.bodyBytes) end(tooLarge());
}

/** Calls `onLate` when what has come is too little for the time that passed. Returns what stops it. */
function watchPace(bytesSoFar: () => number, onLate: () => void): () => void {
  let allowedMs = PATIENCE_MS;
  const expire = (): void => {
    const earnedMs = Math.min(BODY_MS, PATIENCE_MS + (bytesSoFar() / SLOWEST_BYTES_PER_SECOND) * 1000);
    if (earnedMs <= allowedMs) return onLate();
    timer = setTimeout(expire, earnedMs - allowedMs);
    allowedMs = earnedMs;
  };
  let timer = setTimeout(expire, allowedMs);
  return () => clearTimeout(timer);
}

/** Nobody reads this answer: the client is gone. */
function aborted(cause?: Error): AppError {
  return new AppError('bad_request', 'The body ended before it was complete.', { cause });
}

/** JSON text in UTF-8, with or without a byte order mark. Throws `bad_request`, which says where it breaks off. */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) {
    throw new AppError('bad_request', 'The JSON is not valid UTF-8. Send it in UTF-8.');
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return JSON.parse(bytes.toString('utf8', marked ? 3 : 0)) as unknown;
  } catch (error) {
    throw new AppError('bad_request', `The JSON is malformed: ${(error as Error).message.slice(0, 200)}`);
  }
}

/** Refuses, before a body is read, what it could not be read as. */
export function checkBodyHeaders(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new AppError(
      'unsupported_media_type',
      `Bodies are read as they are, not with Content-Encoding: ${encoding.slice(0, 50)}. Send it uncompressed.`,
    );
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new AppError(
      'unsupported_media_type',
      `Bodies are read as UTF-8, not as ${charset.slice(0, 50)}. Send it in UTF-8.`,
    );
  }
}
