import { KEPT_QUEUE } from '../waiting/kept.js';
import type { Act } from './undo.js';
import type { Press } from './press.js';
import type { QueueStorage } from './press-queue.js';

const PREFIX = 'touchline.desk.';

function read<T>(key: string): readonly T[] {
  const stored = sessionStorage.getItem(key);
  if (stored === null) return [];
  try {
    const value: unknown = JSON.parse(stored);
    return Array.isArray(value) ? (value as T[]) : [];
  } catch (error) {
    // Written by another version, or by hand: nothing that could be sent.
    reportError(new Error(`What was kept as ${key} can't be read and is left out.`, { cause: error }));
    return [];
  }
}

function write(key: string, values: readonly unknown[]): void {
  if (values.length === 0) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify(values));
}

/** What waits, kept by this tab: a reload loses nothing, and no other tab sends it too. */
export class TabStorage implements QueueStorage {
  readonly #queue: string;
  readonly #acts: string;

  constructor(feed: string) {
    this.#queue = `${KEPT_QUEUE}${feed}`;
    this.#acts = `${PREFIX}acts.${feed}`;
  }

  load(): readonly Press[] {
    return read<Press>(this.#queue);
  }

  save(presses: readonly Press[]): void {
    write(this.#queue, presses);
  }

  loadActs(): readonly Act[] {
    return read<Act>(this.#acts);
  }

  saveActs(acts: readonly Act[]): void {
    write(this.#acts, acts);
  }

  static clear(): void {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}
