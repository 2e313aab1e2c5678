import type { StreamedEvent } from '../../../../src/core/protocol/event.js';
import { conflictsWith } from './conflict.js';
import { mayBeOutrun, type Press } from './press.js';

/** What became of sending a press. */
export type Sent =
  | { readonly kind: 'published'; readonly seq: number }
  | { readonly kind: 'held'; readonly holdId: string }
  | { readonly kind: 'moved'; readonly head: number }
  | { readonly kind: 'refused'; readonly detail: string }
  /** Nobody knows whether it was written: it goes out again, with the same key. */
  | { readonly kind: 'unknown'; readonly retryAfterMs?: number }
  | { readonly kind: 'signedOut' };

export type QueuedState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'session' }
  | { readonly kind: 'conflict'; readonly events: readonly StreamedEvent[]; readonly head: number }
  | { readonly kind: 'refused'; readonly detail: string };

export interface Queued {
  readonly press: Press;
  readonly state: QueuedState;
}

export interface PressSender {
  /** Must not reject. If `guarded` it publishes only if the head is the one that the editor saw. */
  send(press: Press, guarded: boolean): Promise<Sent>;
  /** What others published behind `after` up to `head`; may reject when it can't be had now. */
  between(after: number, head: number): Promise<readonly StreamedEvent[]>;
}

export interface QueueStorage {
  load(): readonly Press[];
  save(presses: readonly Press[]): void;
}

export interface QueueEvents {
  /** `hindered`: it did not go out straight away; somebody had to decide, or the network to come back. */
  published(press: Press, seq: number, hindered: boolean): void;
  held(press: Press, holdId: string): void;
}

/** More than anybody presses while a network is away. */
export const MAX_QUEUED = 200;
/** So often is judged what came between before the last moment is risked: on a feed that runs faster than its answers travel. */
const MAX_OUTRUN = 4;
const RETRY_MS = 1_000;
const RETRY_MAX_MS = 10_000;

/**
 * Sends presses one after the other, in the order in which they were pressed.
 *
 * Invariants: a press keeps its key until its fate is known, so it becomes at most one event; nothing overtakes a press that is in
 * doubt; what waits survives a reload of the page.
 */
export class PressQueue {
  readonly #sender: PressSender;
  readonly #storage: QueueStorage;
  readonly #events: QueueEvents;
  readonly #listeners = new Set<() => void>();
  /** Ids of those that did not go out straight away. */
  readonly #hindered = new Set<string>();
  /** Seqs of what this queue published last. It may come back later than the next press is made. */
  readonly #own = new Set<number>();
  #items: readonly Queued[];
  /** How often in a row the head was elsewhere, harmlessly, when the first press arrived. */
  #outrun = 0;
  #running = false;
  #woken = false;
  #closed = false;
  #retryMs = RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sender: PressSender, storage: QueueStorage, events: QueueEvents) {
    this.#sender = sender;
    this.#storage = storage;
    this.#events = events;
    this.#items = storage.load().map((press) => ({ press, state: { kind: 'waiting' } }));
  }

  readonly items = (): readonly Queued[] => this.#items;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** False when too many wait. */
  add(presses: readonly Press[]): boolean {
    if (this.#items.length + presses.length > MAX_QUEUED) return false;
    this.#set([...this.#items, ...presses.map((press): Queued => ({ press, state: { kind: 'waiting' } }))]);
    this.start();
    return true;
  }

  /** Takes a press back that was not sent. False when it was, or may have been: then it is to be corrected in the log. */
  withdraw(id: string): boolean {
    const item = this.#items.find(({ press }) => press.id === id);
    if (!item || item.state.kind === 'sending' || item.state.kind === 'unknown') return false;
    this.drop(id);
    return true;
  }

  /** Drops a press and those that correct it; the rest goes on. */
  drop(id: string): void {
    const dropped = new Set([id]);
    const kept = this.#items.filter(({ press }) => {
      const target = press.operation.op === 'publish' ? undefined : press.operation.target;
      if (!dropped.has(press.id) && !(target && 'press' in target && dropped.has(target.press))) return true;
      dropped.add(press.id);
      return false;
    });
    this.#set(kept);
    this.start();
  }

  /** The editor has seen what came between: the press holds all the same. Also tries a refused one again. */
  insist(id: string): void {
    const item = this.#items.find(({ press }) => press.id === id);
    if (!item || (item.state.kind !== 'conflict' && item.state.kind !== 'refused')) return;
    const { state } = item;
    if (state.kind === 'conflict') this.#sawUpTo(state.head);
    this.#mark(id, { kind: 'waiting' });
    this.start();
  }

  /** Tries at once what waits: the network is back, or somebody signed in. */
  start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#woken = true;
    if (!this.#running && !this.#closed) void this.#run();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Whoever wakes it while it is about to stop is heard.
    while (this.#woken && !this.#closed) {
      this.#woken = false;
      while (!this.#closed && (await this.#sendFirst()));
    }
    this.#running = false;
  }

  /** Whether to go on at once. */
  async #sendFirst(): Promise<boolean> {
    const first = this.#items[0];
    if (!first || first.state.kind === 'conflict' || first.state.kind === 'refused') return false;
    const { press } = first;
    this.#mark(press.id, { kind: 'sending' });
    const sent = await this.#sender.send(press, mayBeOutrun(press) && this.#outrun < MAX_OUTRUN);
    return this.#settle(press, sent);
  }

  async #settle(press: Press, sent: Sent): Promise<boolean> {
    switch (sent.kind) {
      case 'published': {
        const hindered = this.#hindered.has(press.id);
        this.#finish(press);
        this.#remember(sent.seq);
        this.#aim(press.id, sent.seq);
        this.#sawUpTo(sent.seq);
        this.#events.published(press, sent.seq, hindered);
        return true;
      }
      case 'held':
        this.#finish(press);
        this.#events.held(press, sent.holdId);
        return true;
      case 'moved':
        return this.#judge(press, sent.head);
      case 'refused':
        this.#mark(press.id, sent);
        return false;
      case 'signedOut':
        this.#mark(press.id, { kind: 'session' });
        return false;
      case 'unknown':
        this.#mark(press.id, { kind: 'unknown' });
        this.#retryIn(sent.retryAfterMs);
        return false;
    }
  }

  /** The head was not where the editor saw it: what came between decides whether that matters. */
  async #judge(press: Press, head: number): Promise<boolean> {
    try {
      const events = await this.#sender.between(press.seenSeq, head);
      const doubts = events.filter((event) => !this.#own.has(event.seq) && conflictsWith(press, event));
      if (doubts.length === 0) {
        this.#outrun++;
        this.#sawUpTo(head);
        this.#mark(press.id, { kind: 'waiting' });
        return true;
      }
      this.#mark(press.id, { kind: 'conflict', events: doubts, head });
    } catch {
      // It was refused for certain, so it waits as it is until what came between can be read.
      this.#mark(press.id, { kind: 'waiting' });
      this.#retryIn(undefined);
    }
    return false;
  }

  #finish({ id }: Press): void {
    this.#retryMs = RETRY_MS;
    this.#outrun = 0;
    this.#set(this.#items.filter(({ press }) => press.id !== id));
  }

  #remember(seq: number): void {
    this.#own.add(seq);
    const [oldest] = this.#own;
    if (this.#own.size > MAX_QUEUED && oldest !== undefined) this.#own.delete(oldest);
  }

  /** All that waits was pressed in the knowledge of what the editor did or accepted before. */
  #sawUpTo(seq: number): void {
    this.#set(
      this.#items.map((item) =>
        item.press.seenSeq >= seq ? item : { ...item, press: { ...item.press, seenSeq: seq } },
      ),
    );
  }

  /** What corrects a press that is now an event names it by its seq, also after a reload. */
  #aim(id: string, seq: number): void {
    this.#set(
      this.#items.map((item) => {
        const { operation } = item.press;
        if (operation.op === 'publish' || !('press' in operation.target) || operation.target.press !== id)
          return item;
        return { ...item, press: { ...item.press, operation: { ...operation, target: { seq } } } };
      }),
    );
  }

  #mark(id: string, state: QueuedState): void {
    if (state.kind !== 'waiting' && state.kind !== 'sending') this.#hindered.add(id);
    this.#set(this.#items.map((item) => (item.press.id === id ? { ...item, state } : item)));
  }

  #retryIn(ms: number | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), ms ?? this.#retryMs);
    this.#retryMs = Math.min(RETRY_MAX_MS, this.#retryMs * 2);
  }

  #set(items: readonly Queued[]): void {
    this.#items = items;
    const kept = new Set(items.map(({ press }) => press.id));
    for (const id of this.#hindered) if (!kept.has(id)) this.#hindered.delete(id);
    this.#storage.save(items.map(({ press }) => press));
    for (const tell of this.#listeners) tell();
  }
}
