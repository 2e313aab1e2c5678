export interface RatePolicy {
  /** How many at once. */
  readonly burst: number;
  readonly perSecond: number;
}

export interface Allowance {
  readonly allowed: boolean;
  /** How many more are allowed now. */
  readonly remaining: number;
  /** Until the next one is allowed; 0 when it is now. */
  readonly retryAfterSeconds: number;
}

/**
 * Counts by key, as a bucket that holds `burst` and is refilled at `perSecond`. What is refused takes nothing. A key that nobody asks
 * for is forgotten once its bucket would be full. Never rejects: a limiter that fails lets through what a single node would.
 */
export abstract class RateLimiter {
  /** Takes `cost` from the bucket of `key`, if it holds so much; 0 only looks whether it holds 1; what is negative is given back. */
  abstract take(key: string, policy: RatePolicy, cost?: number): Promise<Allowance>;
  /** Fills the bucket again. */
  abstract reset(key: string): Promise<void>;
  abstract close(): Promise<void>;
}

/** What the state of a bucket comes to. @param tokens after taking, or before when refused */
export function allowanceOf(allowed: boolean, tokens: number, { perSecond }: RatePolicy): Allowance {
  return {
    allowed,
    remaining: Math.max(0, Math.floor(tokens)),
    retryAfterSeconds: tokens >= 1 ? 0 : (1 - tokens) / perSecond,
  };
}
