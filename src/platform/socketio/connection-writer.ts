import type { Socket as TcpSocket } from 'node:net';
import { AnswerLedger } from './answer-ledger.js';
import {
  giveUpIn,
  isIdle,
  isWrappable,
  rawSocket,
  type EngineConnection,
  type EnginePacketOptions,
  type EngineTransport,
} from './engine.js';
import type { Gather, Gathering, GatherNode } from './gather.js';
import { textFrame, type WireFrame } from './wire-frame.js';

export interface WriterLimits {
  /** Bytes unsent above which a connection counts as congested. */
  readonly congestedBytes: number;
  /** Bytes unsent above which a further frame is too much; one frame alone never is, however long. */
  readonly overflowBytes: number;
  /** How long a closed connection may take to send what it still holds. */
  readonly lingerMs: number;
}

/** The TCP socket tells that it drained only when it had at least its high-water mark; bounds below it would wait for ever. */
const LEAST_CONGESTED_BYTES = 128 * 1024;

/** A longer answer is made a finished frame: as text it would lie in memory twice, here and below, until it was read. */
const LONG_ANSWER = 16 * 1024;

export const DEFAULT_WRITER_LIMITS: WriterLimits = {
  congestedBytes: 1024 * 1024,
  overflowBytes: 4 * 1024 * 1024,
  lingerMs: 5000,
};

/**
 * The one way out of a connection. Frames are gathered and leave in one write when the turn ends.
 *
 * Invariant: the wire carries everything in the order of the calls. Whatever engine.io is given (acks, pings, its closing) first
 * flushes what was gathered, and gathered frames go straight to TCP only while engine.io itself holds nothing back.
 */
export class ConnectionWriter implements Gathering {
  readonly #conn: EngineConnection;
  readonly #gather: Gather;
  readonly #limits: WriterLimits;
  readonly #onOverflow: () => void;
  readonly #busyBytes: number;
  readonly #wrapped: boolean;
  #sendPacket: EngineConnection['sendPacket'];
  #node: GatherNode | undefined;
  /** Unsent before the turn's frames. */
  #unsentBefore = 0;
  #transport: EngineTransport | undefined;
  #raw: TcpSocket | undefined;
  /** Bytes in engine.io's own queue. */
  #queuedBytes = 0;
  /** Who asks for much must not be ended for not having read it yet: the bounds are beside its answers. */
  readonly #ledger = new AnswerLedger();
  #lingerMs: number;
  #drained: (() => void)[] = [];
  #roomy: (() => void)[] = [];
  #closed = false;
  #givenUp = false;

  /** @param onOverflow called for every frame that is sent behind more than `overflowBytes` */
  constructor(conn: EngineConnection, gather: Gather, limits: WriterLimits, onOverflow: () => void) {
    if (limits.congestedBytes < LEAST_CONGESTED_BYTES) {
      throw new RangeError(`congestedBytes must be at least ${LEAST_CONGESTED_BYTES}`);
    }
    this.#conn = conn;
    this.#gather = gather;
    this.#limits = limits;
    this.#busyBytes = Math.max(LEAST_CONGESTED_BYTES, limits.congestedBytes / 4);
    this.#onOverflow = onOverflow;
    this.#lingerMs = limits.lingerMs;
    this.#wrapped = isWrappable(conn);
    this.#sendPacket = conn.sendPacket;
    if (this.#wrapped) this.#wrap();
    conn.on('flush', () => (this.#queuedBytes = 0));
    conn.on('drain', () => this.#check());
    conn.on('close', () => this.#close());
  }

  send(frame: WireFrame): void {
    if (this.#closed) return;
    if (!this.#wrapped) {
      this.#gather.metrics.ordinary++;
      this.#conn.write(frame.packet);
      return;
    }
    if (!this.#node) this.#unsentBefore = this.#unsent();
    const before = this.#node ?? this.#gather.enlist(this);
    this.#node = before.child(frame);
    const answers = this.#ledger.pending(this.#unsentBefore);
    if (this.#unsentBefore + before.bytes > this.#limits.overflowBytes + answers) this.#onOverflow();
  }

  /** Hands over what was gathered, now. */
  flush(): void {
    const node = this.#node;
    if (!node) return;
    this.#node = undefined;
    if (this.#closed) return;
    const raw = this.#rawSocket();
    const metrics = this.#gather.metrics;
    if (raw && isIdle(this.#conn, raw)) {
      raw.write(node.buffer);
      this.#ledger.hand(node.bytes);
      metrics.direct += node.length;
      metrics.bytes += node.bytes;
      metrics.writes++;
    } else {
      metrics.ordinary += node.length;
      for (const frame of node.frames()) this.#enqueue(frame);
    }
    this.#check();
  }

  /** Everything that has not left for the kernel yet. */
  get unsentBytes(): number {
    return this.#unsent() + (this.#node?.bytes ?? 0);
  }

  get congested(): boolean {
    const unsent = this.#unsent();
    const answers = this.#ledger.pending(unsent);
    return unsent + (this.#node?.bytes ?? 0) > this.#limits.congestedBytes + answers;
  }

  /** Whether so much is unsent, answers included, that history should wait. */
  get busy(): boolean {
    return this.unsentBytes > this.#busyBytes;
  }

  /** Whether so much is unsent, answers included, that no further answer should be made. */
  get full(): boolean {
    return this.unsentBytes > this.#limits.congestedBytes;
  }

  /** Calls back once when no longer busy, never after the end. */
  onceDrained(listener: () => void): void {
    if (this.#closed) return;
    this.#drained.push(listener);
    if (!this.busy) queueMicrotask(() => this.#check());
  }

  /** Calls back once when no longer full, or when the connection ended. */
  onceRoomy(listener: () => void): void {
    if (this.#closed || !this.full) queueMicrotask(listener);
    else this.#roomy.push(listener);
  }

  /** How long a connection that is closed from now on may take to send what it still holds. */
  lingerFor(ms: number): void {
    this.#lingerMs = Math.min(this.#lingerMs, ms);
  }

  get transportName(): string {
    return this.#conn.transport.name;
  }

  get closed(): boolean {
    return this.#closed;
  }

  #wrap(): void {
    const conn = this.#conn;
    const sendPacket = conn.sendPacket;
    const close = conn.close;
    this.#sendPacket = (...args) => {
      if (typeof args[1] === 'string') this.#queuedBytes += args[1].length;
      sendPacket.apply(conn, args);
    };
    conn.sendPacket = (...args) => {
      this.flush();
      const [type, data] = args;
      const long = type === 'message' && typeof data === 'string' && data.length > LONG_ANSWER;
      if (long && this.#rawSocket()) return this.#sendLong(data, args);
      if (typeof data === 'string') this.#ledger.answer(data.length);
      this.#sendPacket(...args);
    };
    conn.close = (...args) => {
      this.flush();
      this.#giveUpSoon();
      close.apply(conn, args);
    };
  }

  #enqueue(frame: WireFrame): void {
    this.#ledger.hand(frame.bytes);
    this.#sendPacket('message', frame.packet, { wsPreEncodedFrame: [frame.buffer] });
  }

  /** The text is let go: a WebSocket transport needs the finished frame only. What follows it are options, a callback, or both. */
  #sendLong(data: string, [, , options, callback]: Parameters<EngineConnection['sendPacket']>): void {
    const frame = textFrame(`4${data}`);
    this.#ledger.answer(frame.length);
    this.#queuedBytes += frame.length;
    const given: EnginePacketOptions = typeof options === 'object' ? options : {};
    const told = typeof options === 'function' ? options : callback;
    this.#sendPacket('message', undefined, { ...given, wsPreEncodedFrame: [frame] }, told);
  }

  #unsent(): number {
    return this.#queuedBytes + (this.#rawSocket()?.writableLength ?? 0);
  }

  /** Looked at again whenever engine.io changed the transport. */
  #rawSocket(): TcpSocket | undefined {
    const transport = this.#conn.transport;
    if (transport !== this.#transport) {
      this.#transport = transport;
      this.#raw = rawSocket(transport);
      this.#raw?.on('drain', () => this.#check());
    }
    return this.#raw;
  }

  #check(): void {
    if (this.#drained.length > 0 && !this.busy) {
      const listeners = this.#drained;
      this.#drained = [];
      for (const listener of listeners) listener();
    }
    if (this.#roomy.length > 0 && !this.full) this.#tellRoomy();
  }

  #tellRoomy(): void {
    const listeners = this.#roomy;
    this.#roomy = [];
    for (const listener of listeners) listener();
  }

  #close(): void {
    this.#closed = true;
    this.#node = undefined;
    this.#drained = [];
    this.#tellRoomy();
    this.#giveUpSoon();
  }

  /** Once: whoever closes it first starts the time. */
  #giveUpSoon(): void {
    if (this.#givenUp) return;
    this.#givenUp = true;
    giveUpIn(this.#lingerMs, this.#conn);
  }
}
