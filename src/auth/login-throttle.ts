import { createHash } from 'node:crypto';
import { AppError } from '../core/protocol/errors.js';
import { networkOf } from '../platform/rate-limit/network.js';
import type { RateLimiter, RatePolicy } from '../platform/rate-limit/rate-limiter.js';

/** Attempts on one account from one network. */
const ACCOUNT: RatePolicy = { burst: 10, perSecond: 1 / 30 };
/** Failures from one network, on whatever accounts. */
const NETWORK: RatePolicy = { burst: 100, perSecond: 1 / 6 };

/**
 * Slows guessing down where it comes from. Nothing counts against an account alone: whoever guesses at it from elsewhere can't lock its
 * owner out.
 */
export class LoginThrottle {
  readonly #limiter: RateLimiter;

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  /**
   * Before the password is looked at, so that guesses sent side by side count too: each is a failure until it proved to be none.
   * Throws `rate_limited`.
   */
  async admit(email: string, address: string | undefined): Promise<void> {
    const network = networkOf(address);
    const open = await this.#limiter.take(networkKey(network), NETWORK, 0);
    if (!open.allowed) throw tooMany(open.retryAfterSeconds);
    // First, so that who hammers one account does not shut out the others of a network.
    const narrow = await this.#limiter.take(accountKey(email, network), ACCOUNT);
    if (!narrow.allowed) throw tooMany(narrow.retryAfterSeconds);
    const wide = await this.#limiter.take(networkKey(network), NETWORK);
    if (!wide.allowed) throw tooMany(wide.retryAfterSeconds);
  }

  async succeeded(email: string, address: string | undefined): Promise<void> {
    const network = networkOf(address);
    await this.#limiter.reset(accountKey(email, network));
    await this.#limiter.take(networkKey(network), NETWORK, -1);
  }
}

function tooMany(retryAfterSeconds: number): AppError {
  return new AppError('rate_limited', 'Too many attempts to sign in from here. Wait, then try again.', {
    retryAfterSeconds,
  });
}

function networkKey(network: string): string {
  return `login-network:${network}`;
}

function accountKey(email: string, network: string): string {
  const account = createHash('sha256').update(email).digest('base64url').slice(0, 22);
  return `login:${account}:${network}`;
}
