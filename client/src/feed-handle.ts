import type { Health } from '../../src/core/feed/feed.js';
import type { JsonObject } from '../../src/core/json/json.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import type {
  Contract,
  Effective,
  FeedAnswer,
  FeedMeta,
  FeedRequest,
  MessageError,
  ServerMessages,
} from '../../src/core/protocol/messages.js';
import { Emitter } from './emitter.js';
import { Replica, type Outcome } from './replica.js';

export interface FeedOptions {
  /** `every` (default): each event, gapless. `latest`: the newest state, at most `maxRateHz` times a second. */
  readonly contract?: Contract;
  readonly maxRateHz?: number;
}

export interface FeedUpdate {
  readonly state: JsonObject;
  readonly seq: number;
  /** When the newest event that it contains was committed, ISO 8601; absent where a snapshot does not tell. */
  readonly at?: string;
}

export interface FeedEvents {
  /** Under `every`, each event once, in order; not those that a snapshot already contains. */
  event: StreamedEvent;
  /** The state changed; once a message, however many events it brought. */
  state: FeedUpdate;
  /** The state was replaced: what lies between is not known. */
  snapshot: FeedUpdate;
  health: Health;
  meta: FeedMeta;
  /** Nothing more will come: archived, or not to be seen (any more). */
  closed: { readonly reason: string; readonly error?: MessageError };
  /** The copy was found incomplete or wrong, and is being repaired. */
  resync: { readonly reason: 'gap' | 'mismatch' };
}

/** One feed that is followed. */
export class FeedHandle {
  readonly contract: Contract;
  meta: FeedMeta | undefined;
  health: Health | undefined;
  effective: Effective | undefined;
  readonly #options: FeedOptions;
  readonly #events = new Emitter<FeedEvents>();
  readonly #replica = new Replica();
  readonly #resubscribe: () => void;
  readonly #onClose: () => void;
  #closed = false;
  /** While an answer is awaited that replaces what is held, what belongs to the old subscription is ignored. */
  #waiting = true;

  /** Made by `TouchlineClient.feed`. */
  constructor(
    readonly id: string,
    options: FeedOptions,
    resubscribe: () => void,
    onClose: () => void,
  ) {
    this.contract = options.contract ?? 'every';
    this.#options = options;
    this.#resubscribe = resubscribe;
    this.#onClose = onClose;
  }

  /** Undefined until the first snapshot. */
  get state(): JsonObject | undefined {
    return this.seq === undefined ? undefined : this.#replica.state;
  }

  get seq(): number | undefined {
    return this.#replica.position?.seq;
  }

  get epoch(): string | undefined {
    return this.#replica.position?.epoch;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Returns the function that ends listening. */
  on<Name extends keyof FeedEvents>(name: Name, listener: (value: FeedEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** Follows it no longer. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#events.clear();
  }

  /** What to ask the server for, so that it goes on where this copy stands. */
  request(): FeedRequest {
    const { maxRateHz } = this.#options;
    const position = this.#replica.position;
    return {
      id: this.id,
      contract: this.contract,
      ...(position ? { position } : {}),
      ...(maxRateHz === undefined ? {} : { maxRateHz }),
    };
  }

  answered(answer: FeedAnswer): void {
    if (this.#closed) return;
    this.#waiting = false;
    this.effective = answer.effective;
    this.#setMeta(answer.meta);
    if (answer.snapshot) {
      this.#replace(answer.epoch, answer.seq, answer.snapshot.state);
    } else if (answer.events) {
      this.#applyEvents(answer.events);
    }
  }

  /** The server does not serve it, and asking again would not help. */
  refused(error: MessageError): void {
    this.#end({ reason: error.code, error });
  }

  receive<Name extends keyof ServerMessages>(name: Name, message: ServerMessages[Name]): void {
    if (this.#closed) return;
    if (name === 'feed.closed') {
      this.#end({ reason: (message as ServerMessages['feed.closed']).reason });
    } else if (name === 'feed.health') {
      const { status, since } = message as ServerMessages['feed.health'];
      this.health = { status, since };
      this.#events.emit('health', this.health);
    } else if (name === 'feed.meta') {
      this.#setMeta((message as ServerMessages['feed.meta']).meta);
    } else if (!this.#waiting) {
      this.#receiveState(name, message);
    }
  }

  /** The connection is gone or the subscription is asked for anew: what comes before the answer is of the old one. */
  await(): void {
    this.#waiting = true;
  }

  #receiveState(name: keyof ServerMessages, message: unknown): void {
    if (name === 'feed.events') {
      this.#applyEvents((message as ServerMessages['feed.events']).events);
    } else if (name === 'feed.state') {
      const { fromSeq, seq, patch, at } = message as ServerMessages['feed.state'];
      this.#judge(this.#replica.change(fromSeq, seq, patch), at);
    } else if (name === 'feed.snapshot') {
      const { epoch, seq, state } = message as ServerMessages['feed.snapshot'];
      this.#replace(epoch, seq, state);
    } else if (name === 'feed.check') {
      const { seq, checksum } = message as ServerMessages['feed.check'];
      if (this.#replica.check(seq, checksum) === 'mismatch') this.#repair('mismatch');
    }
  }

  #applyEvents(events: readonly StreamedEvent[]): void {
    let appliedAt: string | undefined;
    for (const event of events) {
      const outcome = this.#replica.event(event);
      if (outcome === 'gap') return this.#repair('gap');
      if (outcome !== 'applied') continue;
      appliedAt = event.at;
      this.#events.emit('event', event);
      if (this.#closed) return;
    }
    if (appliedAt !== undefined) this.#events.emit('state', this.#update(appliedAt));
  }

  #judge(outcome: Outcome, at: string): void {
    if (outcome === 'applied') this.#events.emit('state', this.#update(at));
    else if (outcome === 'gap') this.#repair('gap');
  }

  #replace(epoch: string, seq: number, state: JsonObject): void {
    this.#replica.replace(epoch, seq, state);
    this.#events.emit('snapshot', this.#update());
    this.#events.emit('state', this.#update());
  }

  #repair(reason: 'gap' | 'mismatch'): void {
    if (reason === 'mismatch') this.#replica.distrust();
    this.#waiting = true;
    this.#events.emit('resync', { reason });
    this.#resubscribe();
  }

  #setMeta(meta: FeedMeta): void {
    this.meta = meta;
    this.#events.emit('meta', meta);
  }

  #update(at?: string): FeedUpdate {
    return { state: this.#replica.state, seq: this.seq ?? 0, ...(at === undefined ? {} : { at }) };
  }

  #end(closed: FeedEvents['closed']): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.emit('closed', closed);
    this.#onClose();
    this.#events.clear();
  }
}
