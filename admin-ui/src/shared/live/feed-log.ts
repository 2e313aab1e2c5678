import type { FeedHandle, TouchlineClient } from '@touchline/client';
import type { Health } from '../../../../src/core/feed/feed.js';
import type { JsonObject } from '../../../../src/core/json/json.js';
import type { StreamedEvent } from '../../../../src/core/protocol/event.js';
import type { FeedMeta } from '../../../../src/core/protocol/messages.js';
import { AT_ONCE, type Pace } from './pace.js';

/** Older ones are left to the interface. */
export const MAX_SHOWN_EVENTS = 3_000;

export interface FeedView {
  readonly state: JsonObject | undefined;
  readonly seq: number;
  readonly meta: FeedMeta | undefined;
  readonly health: Health | undefined;
  /** Ascending, gapless to `seq` once `history` is `ready`. */
  readonly events: readonly StreamedEvent[];
  readonly truncated: boolean;
  readonly history: 'loading' | 'ready' | 'failed';
  readonly failure: unknown;
  /** Nothing more comes: archived, or not to be seen. */
  readonly closed: string | undefined;
}

export interface FeedLogOptions {
  /** How many events are kept; default `MAX_SHOWN_EVENTS`. */
  readonly keep?: number;
  /** When listeners hear of changes; default at once. A feed that runs fast is shown frame by frame. */
  readonly pace?: Pace;
}

export type ReadRange = (after: number, upTo: number) => Promise<readonly StreamedEvent[]>;

/** Of a feed of which nothing has come. */
export const NOTHING_YET: FeedView = {
  state: undefined,
  seq: 0,
  meta: undefined,
  health: undefined,
  events: [],
  truncated: false,
  history: 'loading',
  failure: undefined,
  closed: undefined,
};

const RETRY_MS = 3_000;

/**
 * One feed with all its events: history by REST up to the snapshot, and what follows live. After a snapshot that replaces what was
 * held, what lies between is read; of another epoch, everything.
 */
export class FeedLog {
  readonly #handle: FeedHandle;
  readonly #read: ReadRange;
  readonly #keep: number;
  readonly #pace: Pace;
  readonly #listeners = new Set<() => void>();
  #epoch: string | undefined;
  #shown: FeedView | undefined;
  #view: FeedView = NOTHING_YET;
  /** What came live while history is read. */
  #early: StreamedEvent[] = [];
  #reading = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: TouchlineClient, id: string, read: ReadRange, options: FeedLogOptions = {}) {
    this.#read = read;
    this.#keep = options.keep ?? MAX_SHOWN_EVENTS;
    this.#pace = options.pace ?? AT_ONCE;
    this.#handle = client.feed(id);
    this.#handle.on('snapshot', ({ seq }) => void this.#recall(seq));
    this.#handle.on('event', (event) => this.#receive(event));
    this.#handle.on('state', () => this.#show({}));
    this.#handle.on('meta', () => this.#show({}));
    this.#handle.on('health', () => this.#show({}));
    this.#handle.on('closed', ({ reason }) => this.#show({ closed: reason }));
  }

  /** As listeners were last told of it. */
  readonly view = (): FeedView => (this.#shown ??= this.#view);

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  close(): void {
    this.#reading++;
    clearTimeout(this.#timer);
    this.#pace.cancel();
    this.#listeners.clear();
    this.#handle.close();
  }

  /** Reads history again where it failed. */
  retry(): void {
    const { seq } = this.#handle;
    if (seq !== undefined && this.#view.history === 'failed') void this.#recall(seq);
  }

  #receive(event: StreamedEvent): void {
    if (this.#view.history === 'ready') this.#append([event]);
    else this.#early = [...this.#early, event].slice(-this.#keep);
  }

  async #recall(seq: number): Promise<void> {
    const turn = ++this.#reading;
    clearTimeout(this.#timer);
    if (this.#epoch !== this.#handle.epoch) {
      this.#epoch = this.#handle.epoch;
      this.#view = { ...this.#view, events: [] };
    }
    this.#show({ history: 'loading', failure: undefined });
    const held = this.#view.events.at(-1)?.seq ?? 0;
    const after = Math.max(held, seq - this.#keep);
    try {
      const events = await this.#read(after, seq);
      if (turn !== this.#reading) return;
      if (after > held) this.#view = { ...this.#view, events: [] };
      const early = this.#early;
      this.#early = [];
      this.#view = { ...this.#view, history: 'ready' };
      this.#append([...events, ...early]);
    } catch (failure) {
      if (turn !== this.#reading) return;
      this.#show({ history: 'failed', failure });
      this.#timer = setTimeout(() => this.retry(), RETRY_MS);
    }
  }

  #append(events: readonly StreamedEvent[]): void {
    let last = this.#view.events.at(-1)?.seq ?? 0;
    const fresh = events.filter(({ seq }) => {
      if (seq <= last) return false;
      last = seq;
      return true;
    });
    const all = [...this.#view.events, ...fresh];
    this.#show({ events: all.slice(-this.#keep) });
  }

  #show(change: Partial<FeedView>): void {
    const { state, seq, meta, health } = this.#handle;
    const events = change.events ?? this.#view.events;
    this.#view = {
      ...this.#view,
      ...change,
      events,
      truncated: (events[0]?.seq ?? 1) > 1,
      state: state ?? this.#view.state,
      seq: seq ?? this.#view.seq,
      meta: meta ?? this.#view.meta,
      health: health ?? this.#view.health,
    };
    this.#pace.ask(() => {
      this.#shown = this.#view;
      for (const tell of this.#listeners) tell();
    });
  }
}
