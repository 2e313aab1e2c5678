import { Counter, type Registry } from 'prom-client';
import { AppError } from '../core/protocol/errors.js';

const OUTCOMES = ['accepted', 'refused', 'throttled', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What an operator wants to know of signing in. */
export class AuthMetrics {
  readonly #signIns: Counter<'outcome'>;

  constructor(registry: Registry) {
    this.#signIns = new Counter({
      name: 'touchline_sign_ins_total',
      help: 'Attempts to sign in by outcome: accepted; refused, for a wrong address or password; throttled; failed, for a fault of ours.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    // A rate needs a beginning.
    for (const outcome of OUTCOMES) this.#signIns.inc({ outcome }, 0);
  }

  /** Counts what becomes of an attempt. */
  async counted<T>(attempt: Promise<T>): Promise<T> {
    try {
      const result = await attempt;
      this.#signIns.inc({ outcome: 'accepted' });
      return result;
    } catch (error) {
      this.#signIns.inc({ outcome: outcomeOf(error) });
      throw error;
    }
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof AppError)) return 'failed';
  if (error.code === 'rate_limited') return 'throttled';
  return error.code === 'unauthenticated' ? 'refused' : 'failed';
}
