import type { IncomingMessage } from 'node:http';
import { Socket as TcpSocket } from 'node:net';

/**
 * The insides of engine.io 6.6 and ws 8 that a direct write leans on. Nothing else may know of them: `wire-order.spec.ts` fails
 * when a new version of either moves them, and without them every connection takes the ordinary path.
 */
export interface EnginePacketOptions {
  compress?: boolean;
  /** The finished WebSocket frame, so that engine.io does not make its own. */
  wsPreEncodedFrame?: readonly Buffer[];
}

export interface EngineConnection {
  /** The handshake, until it is forgotten. */
  readonly request: IncomingMessage;
  readonly readyState: 'opening' | 'open' | 'closing' | 'closed';
  readonly upgrading: boolean;
  readonly writeBuffer: readonly unknown[];
  readonly transport: EngineTransport;
  sendPacket(
    type: string,
    data?: unknown,
    options?: EnginePacketOptions | ((...args: unknown[]) => void),
    callback?: (...args: unknown[]) => void,
  ): void;
  write(packet: string): unknown;
  close(discard?: boolean): void;
  on(event: 'drain' | 'flush' | 'upgrade' | 'close', listener: () => void): unknown;
}

export interface EngineTransport {
  readonly name: string;
  readonly writable: boolean;
  readonly socket?: WebSocketInside;
  /** Of a polling transport that waits for a poll to say goodbye in: stops waiting. */
  readonly shouldClose?: (() => void) | null;
}

interface WebSocketInside {
  readonly readyState: number;
  readonly extensions: string;
  readonly _socket?: unknown;
  readonly _sender?: unknown;
  terminate(): void;
  once(event: 'close', listener: () => void): unknown;
}

const OPEN = 1;

/**
 * engine.io would wait for the next poll of a client for 30 s, also of one that is gone, and the process could not end meanwhile.
 * For a connection that was closed.
 */
export function endWaitForPoll({ transport }: Pick<EngineConnection, 'transport'>): void {
  transport.shouldClose?.();
}

/** Whether everything sent to this connection can be made to pass through one place; else nothing may be gathered. */
export function isWrappable(conn: EngineConnection): boolean {
  return (
    typeof conn.sendPacket === 'function' &&
    typeof conn.close === 'function' &&
    Array.isArray(conn.writeBuffer) &&
    typeof conn.upgrading === 'boolean'
  );
}

/** The TCP socket behind an uncompressed WebSocket transport, to write finished frames to; undefined for whatever else it is. */
export function rawSocket(transport: EngineTransport): TcpSocket | undefined {
  if (transport.name !== 'websocket' || typeof transport.writable !== 'boolean') return undefined;
  const ws = transport.socket;
  if (typeof ws?.readyState !== 'number' || ws.extensions !== '') return undefined;
  return ws._socket instanceof TcpSocket ? ws._socket : undefined;
}

/** Whether bytes written to the TCP socket now come behind all that engine.io was given before. */
export function isIdle(conn: EngineConnection, raw: TcpSocket): boolean {
  const transport = conn.transport;
  return (
    conn.readyState === 'open' &&
    !conn.upgrading &&
    conn.writeBuffer.length === 0 &&
    transport.writable &&
    transport.socket?.readyState === OPEN &&
    raw.writable
  );
}

/**
 * Ends in `graceMs` what then is left of a connection that was told to close. engine.io waits for all that it holds to be sent, as long
 * as the client answers pings, and then for the closing handshake: a peer that does not read would keep its unsent bytes in memory.
 */
export function giveUpIn(graceMs: number, conn: EngineConnection): void {
  const timer = setTimeout(() => {
    const ws = conn.transport.socket;
    if (typeof ws?.terminate === 'function') ws.terminate();
    if (conn.readyState === 'closed') return;
    conn.close(true);
    endWaitForPoll(conn);
  }, graceMs);
  timer.unref();
  const ended = (): void => clearTimeout(timer);
  const { socket } = conn.transport;
  if (typeof socket?.terminate === 'function') socket.once('close', ended);
  else conn.on('close', ended);
}
