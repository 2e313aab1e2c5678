import type { Clock } from '../clock/clock.js';
import { RateLimiter, allowanceOf, type Allowance, type RatePolicy } from './rate-limiter.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** Keys that are counted at a time. The one that was asked for least recently is forgotten first. */
const MAX_KEYS = 50_000;

/** Counts what this node is asked. */
export class MemoryRateLimiter extends RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: Clock;
  readonly #maxKeys: number;

  constructor(clock: Clock, maxKeys = MAX_KEYS) {
    super();
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  take(key: string, policy: RatePolicy, cost = 1): Promise<Allowance> {
    return Promise.resolve(this.takeNow(key, policy, cost));
  }

  takeNow(key: string, policy: RatePolicy, cost = 1): Allowance {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: policy.burst, at: now };
    const refill = (Math.max(0, now - bucket.at) * policy.perSecond) / 1000;
    const tokens = Math.min(policy.burst, bucket.tokens + refill);
    const allowed = cost < 0 || tokens >= Math.max(1, cost);
    const left = allowed ? Math.min(policy.burst, tokens - cost) : tokens;
    // Written anew, so that the map stays in the order of use.
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: left, at: now });
    this.#bound();
    return allowanceOf(allowed, left, policy);
  }

  reset(key: string): Promise<void> {
    this.#buckets.delete(key);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#buckets.clear();
    return Promise.resolve();
  }

  get size(): number {
    return this.#buckets.size;
  }

  #bound(): void {
    if (this.#buckets.size <= this.#maxKeys) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
