import type { FastifyReply, FastifyRequest } from 'fastify';

const EXPOSED = 'ETag, Location, Retry-After, Idempotent-Replayed, RateLimit, X-Request-Id';
const METHODS = 'GET, HEAD, POST, PATCH, DELETE';
const HEADERS =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Cache-Control, X-Request-Id';
const PREFLIGHT_SECONDS = '7200';

/**
 * Any page may call without cookies; with cookies only pages of the configured origins, since a browser refuses `*` then.
 * Answers preflights itself; true when it did.
 */
export function crossOrigin(
  origins: readonly string[],
): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const trusted = new Set(origins);
  return (request, reply) => {
    const { origin } = request.headers;
    if (trusted.size > 0) void reply.header('vary', 'Origin');
    if (origin !== undefined && trusted.has(origin)) {
      void reply.header('access-control-allow-origin', origin);
      void reply.header('access-control-allow-credentials', 'true');
    } else {
      void reply.header('access-control-allow-origin', '*');
    }
    void reply.header('access-control-expose-headers', EXPOSED);
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return false;
    void reply
      .code(204)
      .header('access-control-allow-methods', METHODS)
      .header('access-control-allow-headers', HEADERS)
      .header('access-control-max-age', PREFLIGHT_SECONDS)
      .send();
    return true;
  };
}
