import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { MessageError } from '../core/protocol/messages.js';
import { Frame } from '../delivery/frame.js';
import { Sink } from '../delivery/sink.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import { COMMENT } from './event-text.js';
import type { Positions } from './positions.js';
import { SLOW_CONSUMER } from './slow-consumer.js';
import type { Flushing, TurnEnd } from './turn-end.js';

export interface SinkLimits {
  /** Bytes unsent above which a stream counts as congested. */
  readonly congestedBytes: number;
  /** Bytes unsent above which a further message is too much; what a stream begins with does not count. */
  readonly overflowBytes: number;
  /** How long an ended stream may take to send what it still holds. */
  readonly lingerMs: number;
  /** How long a client may leave everything unread before its connection is cut. */
  readonly stalledMs: number;
}

export const DEFAULT_SINK_LIMITS: SinkLimits = {
  congestedBytes: 1024 * 1024,
  overflowBytes: 4 * 1024 * 1024,
  lingerMs: 5000,
  stalledMs: 60_000,
};

export interface SinkDependencies {
  readonly turnEnd: TurnEnd;
  readonly clock: Clock;
  readonly limits: SinkLimits;
  /** A message of the room's, not what the stream begins with. */
  readonly onSend: () => void;
  readonly onWrite: (bytes: number) => void;
  /** The server ended it for a reason. Once. */
  readonly onEnd: (error: MessageError) => void;
}

/** Up to this many bytes copying the pieces together is cheaper than handing each to the socket. */
const COPIED_BYTES = 64 * 1024;

/**
 * An event stream as delivery sees it.
 *
 * Invariant: the wire carries the messages in the order of the calls, each with the id of what its client then holds; all of one turn
 * leave in one write.
 */
export class StreamSink extends Sink implements Flushing {
  readonly id: string;
  readonly #response: ServerResponse;
  readonly #positions: Positions;
  readonly #with: SinkDependencies;
  #state: 'waiting' | 'open' | 'overflown' | 'ended' = 'waiting';
  #pieces: Buffer[] = [];
  #gathered = 0;
  /** Of the beginning that is still unsent: who asks for much must not be ended for not having read it yet. */
  #opening = 0;
  #drained: (() => void)[] = [];
  #linger: Timer | undefined;

  constructor(id: string, response: ServerResponse, positions: Positions, dependencies: SinkDependencies) {
    super();
    this.id = id;
    this.#response = response;
    this.#positions = positions;
    this.#with = dependencies;
    response.on('drain', () => this.#onDrain());
    response.once('close', () => this.#onClose());
    // Whoever writes into a connection that just broke is told so here; `close` follows.
    response.on('error', () => undefined);
  }

  /** Sends the head at once, and what the stream begins with in the same turn. */
  open(headers: OutgoingHttpHeaders, prologue: Buffer, frames: readonly Frame[]): void {
    const response = this.#response;
    this.#state = 'open';
    // The end of the connection is the end of the body: no chunk frames around each write, and HTTP/1.0 reads the same bytes.
    response.removeHeader('transfer-encoding');
    response.writeHead(200, headers);
    response.setTimeout(this.#with.limits.stalledMs);
    this.#gather([prologue, ...frames.flatMap((frame) => this.#positions.take(frame))]);
    this.#opening = this.#gathered;
    this.flush();
  }

  send(frame: Frame): void {
    if (this.#state !== 'open') return;
    if (this.unsentBytes - this.#opening > this.#with.limits.overflowBytes) this.#overflow();
    else this.#take(frame);
  }

  comment(): void {
    // Whoever has not taken its messages has enough to read; so that a dead client is found out, nothing is added.
    if (this.#state === 'open' && this.#response.writableLength === 0) this.#gather([COMMENT]);
  }

  get unsentBytes(): number {
    return this.#gathered + this.#response.writableLength;
  }

  get congested(): boolean {
    return this.unsentBytes > this.#with.limits.congestedBytes;
  }

  get busy(): boolean {
    return this.unsentBytes > this.#with.limits.congestedBytes / 4;
  }

  onceDrained(listener: () => void): void {
    if (this.#state === 'ended') return;
    if (this.busy) this.#drained.push(listener);
    else listener();
  }

  end(error: MessageError, lingerMs?: number): void {
    if (this.#state === 'ended') return;
    this.#gather(this.#positions.take(new Frame('error', error)));
    this.#with.onEnd(error);
    this.#finish(lingerMs);
  }

  /** Ends the stream without a word to the client, who then comes back by itself. */
  drop(): void {
    if (this.#state !== 'ended') this.#finish();
  }

  flush(): void {
    const pieces = this.#pieces;
    const bytes = this.#gathered;
    if (bytes === 0) return;
    this.#pieces = [];
    this.#gathered = 0;
    if (this.#response.destroyed || this.#response.writableEnded) return;
    this.#with.onWrite(bytes);
    this.#write(pieces, bytes);
    if (!this.busy) this.#wake();
  }

  #write(pieces: readonly Buffer[], bytes: number): void {
    const response = this.#response;
    if (pieces.length === 1) response.write(pieces[0]);
    else if (bytes <= COPIED_BYTES) response.write(Buffer.concat(pieces, bytes));
    else {
      response.cork();
      for (const piece of pieces) response.write(piece);
      response.uncork();
    }
  }

  #gather(pieces: readonly Buffer[]): void {
    if (this.#gathered === 0) this.#with.turnEnd.enlist(this);
    for (const piece of pieces) {
      this.#pieces.push(piece);
      this.#gathered += piece.length;
    }
  }

  #take(frame: Frame): void {
    this.#with.onSend();
    this.#gather(this.#positions.take(frame));
  }

  #onDrain(): void {
    this.#opening = 0;
    if (!this.busy) this.#wake();
  }

  #wake(): void {
    if (this.#state !== 'open') return;
    for (const listener of this.#drained.splice(0)) listener();
  }

  /** Not in the midst of the room that is being served: whoever sends may iterate over what the end changes. */
  #overflow(): void {
    this.#state = 'overflown';
    queueMicrotask(() => this.end(SLOW_CONSUMER));
  }

  #finish(lingerMs = Infinity): void {
    this.#drained = [];
    this.flush();
    this.#state = 'ended';
    const response = this.#response;
    response.end();
    if (response.closed || response.destroyed) return;
    const graceMs = Math.min(lingerMs, this.#with.limits.lingerMs);
    this.#linger = this.#with.clock.after(graceMs, () => response.destroy());
  }

  #onClose(): void {
    this.#state = 'ended';
    this.#drained = [];
    this.#pieces = [];
    this.#gathered = 0;
    this.#linger?.cancel();
  }
}
