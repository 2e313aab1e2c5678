import { useSyncExternalStore } from 'react';
import { useLive } from './live-context.js';

type Tick = () => void;

/** One timer for all that shows time, whatever their number. */
class Ticker {
  readonly #everyMs: number;
  readonly #listeners = new Set<Tick>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #now = Date.now();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  readonly read = (): number => this.#now;

  readonly subscribe = (listener: Tick): Tick => {
    this.#listeners.add(listener);
    this.#now = Date.now();
    this.#timer ??= setInterval(() => {
      this.#now = Date.now();
      for (const tell of this.#listeners) tell();
    }, this.#everyMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };
}

const quick = new Ticker(200);
const seconds = new Ticker(1_000);

/** The server's time now, milliseconds since 1970; renders again as often as a clock needs it, or each second. */
export function useNow(pace: 'quick' | 'seconds' = 'quick'): number {
  const { client } = useLive();
  const ticker = pace === 'quick' ? quick : seconds;
  return useSyncExternalStore(ticker.subscribe, ticker.read) + client.serverOffsetMs;
}
