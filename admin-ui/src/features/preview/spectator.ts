import type { FeedHandle, FeedUpdate, Status, TouchlineClient } from '@touchline/client';
import type { Health } from '../../../../src/core/feed/feed.js';
import type { JsonObject } from '../../../../src/core/json/json.js';
import type { Contract, Effective, FeedMeta } from '../../../../src/core/protocol/messages.js';
import type { Pace } from '../../shared/live/pace.js';
import { pressTimes } from '../../shared/press/press-times.js';
import type { Fact } from '../../shared/press/press.js';
import { DelayMeter, type Delays } from './model/delay-meter.js';

/** What somebody without credentials sees of a feed now. */
export interface Spectated {
  readonly status: Status;
  /** Undefined: nothing has come yet. */
  readonly state: JsonObject | undefined;
  readonly seq: number;
  readonly meta: FeedMeta | undefined;
  readonly health: Health | undefined;
  readonly effective: Effective | undefined;
  /** The newest event that came; under `latest` there are none. */
  readonly event: Fact | undefined;
  /** Why it is not to be seen: archived, or as if it did not exist. */
  readonly closed: string | undefined;
  readonly delays: Delays;
}

/** Whoever is not let in asks again: the feed may be opened to the public. */
const ASK_AGAIN_MS = 5_000;

/**
 * A spectator of one feed, over a connection of its own that has no credentials. Measures how long events take to it.
 */
export class Spectator {
  readonly #client: TouchlineClient;
  readonly #feed: string;
  readonly #contract: Contract;
  readonly #pace: Pace;
  readonly #meter = new DelayMeter();
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  #handle: FeedHandle | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #view: Spectated;

  constructor(client: TouchlineClient, feed: string, contract: Contract, pace: Pace) {
    this.#client = client;
    this.#feed = feed;
    this.#contract = contract;
    this.#pace = pace;
    this.#view = {
      status: client.status,
      state: undefined,
      seq: 0,
      meta: undefined,
      health: undefined,
      effective: undefined,
      event: undefined,
      closed: undefined,
      delays: this.#meter.delays(),
    };
    this.#stopListening = pressTimes.listen(feed, (time) => {
      this.#meter.pressed(time);
      this.#show({});
    });
    client.on('status', (status) => {
      if (status !== 'live') this.#meter.lost();
      this.#show({ status });
    });
    this.#follow();
  }

  readonly view = (): Spectated => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  close(): void {
    clearTimeout(this.#timer);
    this.#pace.cancel();
    this.#listeners.clear();
    this.#stopListening();
    this.#client.close();
  }

  #follow(): void {
    const handle = this.#client.feed(this.#feed, { contract: this.#contract });
    this.#handle = handle;
    let shown = 0;
    // Of each subscription the answer comes first: what follows it was on its way while somebody listened.
    handle.on('meta', () => {
      this.#meter.live(this.#serverNow());
      this.#show({ closed: undefined });
    });
    handle.on('snapshot', ({ seq }) => {
      shown = seq;
    });
    handle.on('event', ({ type, data }) => {
      this.#view = { ...this.#view, event: { type, data } };
    });
    handle.on('state', (update) => {
      this.#measure(update, shown);
      shown = update.seq;
      this.#show({});
    });
    handle.on('health', () => this.#show({}));
    handle.on('closed', ({ reason }) => this.#onClosed(reason));
  }

  #measure({ seq, at }: FeedUpdate, fromSeq: number): void {
    if (at === undefined) return;
    this.#meter.arrived({
      seq,
      fromSeq,
      arrivedAt: performance.now(),
      serverNow: this.#serverNow(),
      committedAt: Date.parse(at),
      releaseMs: (this.#handle?.effective?.delaySeconds ?? 0) * 1_000,
    });
  }

  #onClosed(reason: string): void {
    this.#handle = undefined;
    this.#view = { ...this.#view, state: undefined, seq: 0, event: undefined, effective: undefined };
    this.#show({ closed: reason });
    if (reason !== 'archived') this.#timer = setTimeout(() => this.#follow(), ASK_AGAIN_MS);
  }

  #serverNow(): number {
    return Date.now() + this.#client.serverOffsetMs;
  }

  #show(change: Partial<Spectated>): void {
    const handle = this.#handle;
    this.#view = {
      ...this.#view,
      ...(handle
        ? {
            state: handle.state ?? this.#view.state,
            seq: handle.seq ?? this.#view.seq,
            meta: handle.meta,
            health: handle.health,
            effective: handle.effective,
          }
        : {}),
      delays: this.#meter.delays(),
      ...change,
    };
    this.#pace.ask(() => {
      for (const tell of this.#listeners) tell();
    });
  }
}
