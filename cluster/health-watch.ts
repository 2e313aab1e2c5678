import { request } from 'node:http';

/** What one look at a process found. `refused`: nobody listens, as in a process that drains or is gone. */
export type Pulse = 'alive' | 'silent' | 'refused';

export interface HealthLimits {
  /** A process that listens and does not answer for so long is hung. */
  readonly silentMs: number;
  /** One that closed its listener has so long to end by itself. */
  readonly refusedMs: number;
}

/**
 * Judges a process by its pulses. A judge that itself did not run for a while (a stopped or starved machine)
 * starts over.
 * All times in milliseconds of one monotonic clock.
 */
export class HealthJudge {
  readonly #limits: HealthLimits;
  readonly #longestGapMs: number;
  #lastAlive: number;
  #lastListening: number;
  #lastLook: number;

  constructor(limits: HealthLimits, longestGapMs: number, now: number) {
    this.#limits = limits;
    this.#longestGapMs = longestGapMs;
    this.#lastAlive = this.#lastListening = this.#lastLook = now;
  }

  /** Whether the process is to be killed. */
  hung(pulse: Pulse, now: number): boolean {
    const gap = now - this.#lastLook;
    this.#lastLook = now;
    if (gap > this.#longestGapMs) this.#lastAlive = this.#lastListening = now;
    if (pulse === 'alive') this.#lastAlive = this.#lastListening = now;
    else if (pulse === 'silent') this.#lastListening = now;
    else this.#lastAlive = now;
    return (
      now - this.#lastAlive >= this.#limits.silentMs || now - this.#lastListening >= this.#limits.refusedMs
    );
  }
}

/** Asks once, on a connection of its own, so that a half-dead kept one cannot speak for the process. Never rejects. */
export function takePulse(url: string, timeoutMs: number, signal?: AbortSignal): Promise<Pulse> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, ...(signal && { signal }) }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? 'alive' : 'silent');
    });
    const timer = setTimeout(() => asked.destroy(), timeoutMs);
    asked.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'silent'),
    );
    asked.on('close', () => {
      clearTimeout(timer);
      resolve('silent');
    });
    asked.end();
  });
}

export interface HealthWatch {
  readonly url: string;
  readonly limits: HealthLimits;
}

const LOOK_EVERY_MS = 500;
/** How late a timer may be before the judge doubts itself. */
const LATENESS_MS = 1000;

/** Looks at a process until it is found hung (resolves true) or the signal ends the watch (false). */
export async function watchHealth(watch: HealthWatch, signal: AbortSignal): Promise<boolean> {
  const { silentMs } = watch.limits;
  const everyMs = Math.min(LOOK_EVERY_MS, silentMs / 4);
  const judge = new HealthJudge(watch.limits, silentMs + everyMs + LATENESS_MS, performance.now());
  while (!signal.aborted) {
    const pulse = await takePulse(watch.url, silentMs, signal);
    if (signal.aborted) return false;
    if (judge.hung(pulse, performance.now())) return true;
    await pause(everyMs, signal);
  }
  return false;
}

/** Resolves after `ms`, or when the signal fires. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
