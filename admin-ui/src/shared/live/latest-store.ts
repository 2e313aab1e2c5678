import type { FeedHandle, TouchlineClient } from '@touchline/client';
import type { Health } from '../../../../src/core/feed/feed.js';
import type { JsonObject } from '../../../../src/core/json/json.js';

export interface Latest {
  readonly state: JsonObject;
  readonly seq: number;
  readonly health: Health | undefined;
  /** Nothing more comes: archived, or not to be seen any more. */
  readonly closed: string | undefined;
}

const TELL_MS = 250;
const RATE_HZ = 2;

/** The newest states of many feeds. Listeners hear of changes at most four times a second, however many feeds move. */
export class LatestStore {
  readonly #client: TouchlineClient;
  readonly #handles = new Map<string, FeedHandle>();
  readonly #listeners = new Set<() => void>();
  #latest: ReadonlyMap<string, Latest> = new Map();
  #next = new Map<string, Latest>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: TouchlineClient) {
    this.#client = client;
  }

  readonly latest = (): ReadonlyMap<string, Latest> => this.#latest;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Follows these feeds and no others. */
  follow(ids: readonly string[]): void {
    const wanted = new Set(ids);
    for (const [id, handle] of this.#handles) {
      if (wanted.has(id)) continue;
      handle.close();
      this.#handles.delete(id);
      this.#next.delete(id);
    }
    for (const id of wanted) if (!this.#handles.has(id)) this.#open(id);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
    for (const handle of this.#handles.values()) handle.close();
    this.#handles.clear();
  }

  #open(id: string): void {
    const handle = this.#client.feed(id, { contract: 'latest', maxRateHz: RATE_HZ });
    this.#handles.set(id, handle);
    const show = (closed?: string): void => {
      const { state, seq, health } = handle;
      if (state !== undefined && seq !== undefined) this.#next.set(id, { state, seq, health, closed });
      else if (closed === undefined) return;
      this.#timer ??= setTimeout(() => this.#tell(), TELL_MS);
    };
    handle.on('state', () => show());
    handle.on('health', () => show());
    handle.on('closed', ({ reason }) => show(reason));
  }

  #tell(): void {
    this.#timer = undefined;
    this.#latest = new Map(this.#next);
    for (const listener of this.#listeners) listener();
  }
}
