import type { KeyMap } from './key-map.js';

/** What a browser keeps; see `Storage`. */
export interface KeyStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What somebody rebound, by the id of a desk's keys. */
export type OwnKeys = Readonly<Record<string, KeyMap>>;

const PREFIX = 'touchline.keys.';
const NONE: KeyMap = {};

function isKeyMap(value: unknown): value is KeyMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (strokes) => Array.isArray(strokes) && strokes.every((stroke) => typeof stroke === 'string'),
    )
  );
}

/** Undefined: written by another version, or by hand. */
function parse(text: string): OwnKeys | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.values(value).every(isKeyMap) ? (value as OwnKeys) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The keys that one account has rebound in this browser. Other tabs of it follow at once. */
export class KeyStore {
  readonly #storage: KeyStorage;
  readonly #name: string;
  readonly #listeners = new Set<() => void>();
  #own: OwnKeys;

  /** @param account such as `user:7` */
  constructor(storage: KeyStorage, account: string) {
    this.#storage = storage;
    this.#name = `${PREFIX}${account}`;
    this.#own = this.#read();
  }

  /** The same object until it changes. */
  own(desk: string): KeyMap {
    return this.#own[desk] ?? NONE;
  }

  readonly all = (): OwnKeys => this.#own;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Whether the browser keeps it; if not it holds until the page is left. */
  set(desk: string, own: KeyMap): boolean {
    return this.replace({ ...this.#own, [desk]: own });
  }

  replace(own: OwnKeys): boolean {
    this.#own = Object.fromEntries(Object.entries(own).filter(([, keys]) => Object.keys(keys).length > 0));
    for (const tell of this.#listeners) tell();
    try {
      if (Object.keys(this.#own).length === 0) this.#storage.removeItem(this.#name);
      else this.#storage.setItem(this.#name, JSON.stringify(this.#own));
      return true;
    } catch (error) {
      // A full or forbidden storage.
      if (error instanceof DOMException) return false;
      throw error;
    }
  }

  /** Another tab changed what is stored under this name; null: everything. */
  readonly changedElsewhere = (name: string | null): void => {
    if (name !== null && name !== this.#name) return;
    this.#own = this.#read();
    for (const tell of this.#listeners) tell();
  };

  #read(): OwnKeys {
    const stored = this.#storage.getItem(this.#name);
    return (stored === null ? undefined : parse(stored)) ?? {};
  }
}
