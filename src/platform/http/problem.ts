import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError, validationFailed, type ErrorCode, type Problem } from '../../core/protocol/errors.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** What Fastify itself refuses, in our words. What is missing here is a fault of ours. */
const FRAMEWORK: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'payload_too_large',
    'The body is larger than 4 MiB. Split it, or send NDJSON to /api/v1/events.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The body is not as long as its Content-Length says.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    'Send the body as Content-Type: application/json.',
  ],
};

const BAD_PATHS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'must be valid percent-encoded UTF-8; encode it once, as encodeURIComponent does',
  FST_ERR_MAX_PARAM_LENGTH: 'has a part that is too long',
};

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && typeof (error as Partial<FastifyError>).code === 'string';
}

/** The answer to whatever was thrown. What nobody foresaw becomes `internal` and tells nothing of its inside. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const framework = isFastifyError(error) ? error.code : '';
  const badPath = BAD_PATHS[framework];
  if (badPath) return validationFailed([{ path: 'path', message: badPath }]);
  const known = FRAMEWORK[framework];
  if (known) return new AppError(...known, { cause: error });
  return new AppError(
    'internal',
    'Something went wrong here. It was logged under the request id of this answer; the same request may be tried again.',
    { cause: error },
  );
}

/** Sends the problem of `error`; logs what is our own fault. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const appError = asAppError(error);
  if (appError.code === 'internal') {
    logger.error(
      { err: error, requestId: request.id, method: request.method, route: routeOf(request) },
      'a request failed',
    );
  }
  if (appError.retryAfterSeconds !== undefined || appError.status === 503 || appError.status === 429) {
    void reply.header('retry-after', String(Math.max(1, Math.ceil(appError.retryAfterSeconds ?? 1))));
  }
  if (appError.code === 'unauthenticated') {
    void reply.header('www-authenticate', 'Bearer realm="touchline"');
  }
  // What the client still sends is read and dropped, for a while: a closed connection would lose it the answer.
  if (reply.getHeader('connection') === 'close') void reply.removeHeader('connection');
  return reply
    .code(appError.status)
    .header('content-type', PROBLEM_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(appError.toProblem()));
}

/** The route as it was declared, so that ids stay out of metric labels. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions?.url ?? 'none';
}

/** Faults of HTTP itself have no code of their own: `bad_request`, with the status that HTTP has for them. */
export function transportProblem(status: number, detail: string): Problem {
  return { ...new AppError('bad_request', detail).toProblem(), status };
}
