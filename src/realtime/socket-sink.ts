import type { Socket } from 'socket.io';
import type { MessageError } from '../core/protocol/messages.js';
import { Frame } from '../delivery/frame.js';
import { Sink } from '../delivery/sink.js';
import { ConnectionWriter, type WriterLimits } from '../platform/socketio/connection-writer.js';
import type { EngineConnection } from '../platform/socketio/engine.js';
import type { Gather } from '../platform/socketio/gather.js';
import { WireFrame } from '../platform/socketio/wire-frame.js';

const SOCKET_IO = Symbol('socket.io');
const encode = (frame: Frame): WireFrame => new WireFrame(frame.name, frame.json);

/** A Socket.IO connection as delivery sees it. */
export class SocketSink extends Sink {
  readonly id: string;
  readonly #socket: Socket;
  readonly #writer: ConnectionWriter;
  readonly #onEnd: (error: MessageError) => void;
  #state: 'open' | 'overflown' | 'ended' = 'open';

  /** @param onEnd told once, when the server ends the connection for a reason */
  constructor(socket: Socket, gather: Gather, limits: WriterLimits, onEnd: (error: MessageError) => void) {
    super();
    this.id = socket.id;
    this.#socket = socket;
    this.#onEnd = onEnd;
    const conn = socket.conn as unknown as EngineConnection;
    this.#writer = new ConnectionWriter(conn, gather, limits, () => this.#overflow());
  }

  send(frame: Frame): void {
    if (this.#state === 'open') this.#writer.send(frame.encoded(SOCKET_IO, encode));
  }

  get congested(): boolean {
    return this.#writer.congested;
  }

  get busy(): boolean {
    return this.#writer.busy;
  }

  get unsentBytes(): number {
    return this.#writer.unsentBytes;
  }

  onceDrained(listener: () => void): void {
    this.#writer.onceDrained(() => {
      if (this.#state === 'open') listener();
    });
  }

  end(error: MessageError, lingerMs?: number): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    if (lingerMs !== undefined) this.#writer.lingerFor(lingerMs);
    this.#writer.send(new Frame('error', error).encoded(SOCKET_IO, encode));
    this.#onEnd(error);
    this.#socket.disconnect(true);
  }

  /** Ends the connection without a word to the client, who then comes back by itself. */
  drop(): void {
    this.#state = 'ended';
    this.#socket.conn.close();
  }

  /** Whether so much is unsent that no further answer should be made. */
  get full(): boolean {
    return this.#writer.full;
  }

  /** Calls back once when no longer full, or when the connection ended. */
  onceRoomy(listener: () => void): void {
    this.#writer.onceRoomy(listener);
  }

  get transportName(): string {
    return this.#writer.transportName;
  }

  /** Not in the midst of the room that is being served: whoever sends may iterate over what the end changes. */
  #overflow(): void {
    if (this.#state !== 'open') return;
    this.#state = 'overflown';
    queueMicrotask(() => this.end(SLOW_CONSUMER));
  }
}

export const SLOW_CONSUMER: MessageError = {
  code: 'slow_consumer',
  detail:
    'You read more slowly than the feeds you follow send. Connect again and resume by position, or use the contract latest.',
  retryable: true,
};
