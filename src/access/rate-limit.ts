import type { FastifyReply } from 'fastify';
import { AppError } from '../core/protocol/errors.js';
import type { MemoryRateLimiter } from '../platform/rate-limit/memory-rate-limiter.js';
import { networkOf } from '../platform/rate-limit/network.js';
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

/** How many seconds of its rate a network may spend at once. */
const BURST_SECONDS = 5;

/** Counts what this node is asked without a valid credential, by network. */
export class AnonymousLimit {
  readonly #limiter: Pick<MemoryRateLimiter, 'takeNow'>;
  readonly #perSecond: number;

  /** @param perSecond 0: no limit */
  constructor(limiter: Pick<MemoryRateLimiter, 'takeNow'>, perSecond: number) {
    this.#limiter = limiter;
    this.#perSecond = perSecond;
  }

  /** Counts one request. Throws `rate_limited`. */
  take(address: string, reply: Pick<FastifyReply, 'header'>): void {
    const perSecond = this.#perSecond;
    if (perSecond === 0) return;
    const burst = perSecond * BURST_SECONDS;
    const left = this.#limiter.takeNow(networkOf(address), { burst, perSecond });
    if (left.allowed) return;
    // Only here: what is left differs from one answer to the next, and answers for hidden and missing feeds must not.
    void reply.header('ratelimit-policy', `"address";q=${burst};w=${BURST_SECONDS}`);
    void reply.header('ratelimit', `"address";r=${left.remaining};t=${Math.ceil(left.retryAfterSeconds)}`);
    throw new AppError(
      'rate_limited',
      `Without a credential ${perSecond} requests a second may come from one address. Send fewer, follow feeds by a stream or socket, or use a key.`,
      { retryAfterSeconds: left.retryAfterSeconds },
    );
  }
}
