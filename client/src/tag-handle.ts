import type { JsonObject } from '../../src/core/json/json.js';
import type {
  Effective,
  FeedMeta,
  MessageError,
  ServerMessages,
  TagAnswer,
  TagFeedChange,
  TagRequest,
} from '../../src/core/protocol/messages.js';
import type { Position } from '../../src/core/protocol/position.js';
import { Emitter } from './emitter.js';
import { Replica, type Outcome } from './replica.js';

export interface TagOptions {
  readonly maxRateHz?: number;
}

export interface TagFeed {
  readonly feed: string;
  readonly state: JsonObject;
  readonly seq: number;
  readonly meta: FeedMeta | undefined;
}

export interface TagEvents {
  /** The feeds that changed in one message, those that joined included. */
  state: readonly TagFeed[];
  left: { readonly feed: string; readonly reason: string };
  closed: { readonly reason: string; readonly error?: MessageError };
  resync: { readonly reason: 'gap' | 'mismatch' };
}

interface Member {
  readonly replica: Replica;
  meta: FeedMeta | undefined;
}

/** All feeds of a tag, followed by one subscription under `latest`. */
export class TagHandle {
  effective: Effective | undefined;
  readonly #options: TagOptions;
  readonly #events = new Emitter<TagEvents>();
  readonly #members = new Map<string, Member>();
  readonly #resubscribe: () => void;
  readonly #onClose: () => void;
  #closed = false;
  #waiting = true;

  /** Made by `TouchlineClient.tag`. */
  constructor(
    readonly tag: string,
    options: TagOptions,
    resubscribe: () => void,
    onClose: () => void,
  ) {
    this.#options = options;
    this.#resubscribe = resubscribe;
    this.#onClose = onClose;
  }

  get feeds(): readonly TagFeed[] {
    return [...this.#members].map(([feed, member]) => show(feed, member));
  }

  /** Returns the function that ends listening. */
  on<Name extends keyof TagEvents>(name: Name, listener: (value: TagEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#events.clear();
  }

  request(): TagRequest {
    const positions: Record<string, Position> = {};
    for (const [feed, { replica }] of this.#members) {
      if (replica.position) positions[feed] = replica.position;
    }
    const { maxRateHz } = this.#options;
    return {
      tag: this.tag,
      ...(maxRateHz === undefined ? {} : { maxRateHz }),
      ...(Object.keys(positions).length > 0 ? { positions } : {}),
    };
  }

  answered(answer: Extract<TagAnswer, { readonly effective: Effective }>): void {
    if (this.#closed) return;
    this.#waiting = false;
    this.effective = answer.effective;
    const present = new Set(answer.feeds.map(({ feed }) => feed));
    for (const feed of [...this.#members.keys()]) if (!present.has(feed)) this.#leave(feed, 'untagged');
    for (const { feed, epoch, seq, snapshot, meta } of answer.feeds) {
      const member = this.#member(feed);
      member.meta = meta;
      if (snapshot) member.replica.replace(epoch, seq, snapshot.state);
    }
    this.#events.emit('state', this.feeds);
  }

  refused(error: MessageError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.emit('closed', { reason: error.code, error });
    this.#onClose();
    this.#events.clear();
  }

  receive({ feeds, left = [] }: ServerMessages['tag.state']): void {
    if (this.#closed || this.#waiting) return;
    for (const { feed, reason } of left) this.#leave(feed, reason);
    const changed: TagFeed[] = [];
    let gap = false;
    for (const change of feeds) {
      const outcome = this.#apply(change);
      if (outcome === 'gap') gap = true;
      else if (outcome === 'applied') changed.push(show(change.feed, this.#member(change.feed)));
    }
    if (changed.length > 0) this.#events.emit('state', changed);
    if (gap) this.#repair('gap');
  }

  check({ feed, seq, checksum }: ServerMessages['feed.check']): void {
    const replica = this.#members.get(feed)?.replica;
    if (this.#closed || this.#waiting || replica?.check(seq, checksum) !== 'mismatch') return;
    replica.distrust();
    this.#repair('mismatch');
  }

  await(): void {
    this.#waiting = true;
  }

  #apply({ feed, fromSeq, seq, patch, epoch, snapshot, meta }: TagFeedChange): Outcome {
    const member = this.#member(feed);
    if (meta) member.meta = meta;
    if (!snapshot || epoch === undefined) return member.replica.change(fromSeq, seq, patch);
    member.replica.replace(epoch, seq, snapshot.state);
    return 'applied';
  }

  #member(feed: string): Member {
    let member = this.#members.get(feed);
    if (!member) {
      member = { replica: new Replica(), meta: undefined };
      this.#members.set(feed, member);
    }
    return member;
  }

  #leave(feed: string, reason: string): void {
    if (this.#members.delete(feed)) this.#events.emit('left', { feed, reason });
  }

  #repair(reason: 'gap' | 'mismatch'): void {
    this.#waiting = true;
    this.#events.emit('resync', { reason });
    this.#resubscribe();
  }
}

function show(feed: string, { replica, meta }: Member): TagFeed {
  return { feed, state: replica.state, seq: replica.position?.seq ?? 0, meta };
}
