import type { FastifyReply } from 'fastify';
import { AppError } from '../core/protocol/errors.js';
import type { RateLimiter } from '../platform/rate-limit/rate-limiter.js';

/** Counts one request of a key, and tells it what is left. Throws `rate_limited`. */
export async function limitRate(
  limiter: RateLimiter,
  keyId: string,
  perSecond: number,
  reply: Pick<FastifyReply, 'header'>,
): Promise<void> {
  const { allowed, remaining, retryAfterSeconds } = await limiter.take(`key:${keyId}`, {
    burst: perSecond,
    perSecond,
  });
  void reply.header('ratelimit-policy', `"key";q=${perSecond};w=1`);
  void reply.header('ratelimit', `"key";r=${remaining};t=${Math.ceil(retryAfterSeconds)}`);
  if (allowed) return;
  throw new AppError(
    'rate_limited',
    `This key may send ${perSecond} requests a second. Send later, or several updates as one batch.`,
    { retryAfterSeconds },
  );
}
