import type { Clock } from '../platform/clock/clock.js';
import { TokenBucket } from '../platform/socketio/token-bucket.js';

export interface FloodLimits {
  /** Calls at once. */
  readonly burst: number;
  readonly perSecond: number;
  /** Refused calls in a row, less what time forgave, after which the connection is ended. */
  readonly patience: number;
}

/** The protocol promises 20 at once and 5 a second; this leaves room for clocks that differ. */
export const DEFAULT_FLOOD_LIMITS: FloodLimits = { burst: 40, perSecond: 10, patience: 100 };

/** Judges how often one connection calls. */
export class FloodLimiter {
  readonly #bucket: TokenBucket;
  readonly #patience: number;

  constructor(clock: Clock, limits: FloodLimits = DEFAULT_FLOOD_LIMITS) {
    this.#bucket = new TokenBucket(limits.burst, limits.perSecond, () => clock.now());
    this.#patience = limits.patience;
  }

  judge(): 'allowed' | 'limited' | 'flooding' {
    if (this.#bucket.take(1)) return 'allowed';
    return this.#bucket.debt > this.#patience ? 'flooding' : 'limited';
  }
}
