import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, Unreachable } from './api-error.js';

export interface RetryOptions {
  /** Milliseconds after which it gives up. */
  readonly giveUpAfterMs: number;
  /** Told before each wait. */
  readonly onRetry: (error: Error, waitMs: number) => void;
  readonly signal?: AbortSignal;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

function waitAsked(error: unknown, attempt: number): number | undefined {
  const backOff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  if (error instanceof Unreachable) return backOff;
  if (error instanceof ApiProblem && error.retryable) {
    return error.retryAfterSeconds === undefined ? backOff : Math.max(50, error.retryAfterSeconds * 1000);
  }
  return undefined;
}

/**
 * Repeats while the outcome is unknown or the server asks to come again. Only for requests that may be repeated: reads, and
 * writes that carry idempotency keys.
 */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  let waited = 0;
  for (let count = 0; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      const pause = waitAsked(error, count);
      if (pause === undefined || waited + pause > options.giveUpAfterMs || options.signal?.aborted)
        throw error;
      options.onRetry(error as Error, pause);
      waited += pause;
      await wait(pause, options.signal);
    }
  }
}
