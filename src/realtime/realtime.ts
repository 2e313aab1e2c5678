import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Server, Socket } from 'socket.io';
import { AppError } from '../core/protocol/errors.js';
import { messageErrorOf } from '../delivery/errors.js';
import { Frame } from '../delivery/frame.js';
import type { Hub } from '../delivery/hub.js';
import type { Clock } from '../platform/clock/clock.js';
import type { TrustedProxies } from '../platform/http/trusted-proxies.js';
import type { AddressSlots } from '../platform/rate-limit/address-slots.js';
import { DEFAULT_WRITER_LIMITS, type WriterLimits } from '../platform/socketio/connection-writer.js';
import { Gather } from '../platform/socketio/gather.js';
import { endConnections } from '../platform/socketio/socket-server.js';
import { WireMetrics } from '../platform/socketio/wire-metrics.js';
import { evacuate } from '../platform/lifecycle/evacuation.js';
import { DEFAULT_FLOOD_LIMITS, type FloodLimits } from './flood-limiter.js';
import { RealtimeMetrics } from './realtime-metrics.js';
import type { Admission, SocketAccess } from './socket-access.js';
import { SocketSession } from './socket-session.js';
import type { EditorSource } from './socket-editors.js';
import { SocketSink } from './socket-sink.js';

export interface RealtimeOptions {
  readonly maxConnections: number;
  /** 0: each turn of the event loop writes at its end. More: fewer writes, so much later. */
  readonly gatherWindowMs: number;
  readonly writer: WriterLimits;
  readonly flood: FloodLimits;
}

const DEFAULT_REALTIME_OPTIONS: RealtimeOptions = {
  maxConnections: 50_000,
  gatherWindowMs: 0,
  writer: DEFAULT_WRITER_LIMITS,
  flood: DEFAULT_FLOOD_LIMITS,
};

export interface RealtimeDependencies {
  readonly hub: Pick<Hub, 'open'>;
  readonly access: SocketAccess;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly slots: Pick<AddressSlots, 'refusal' | 'take'>;
  readonly proxies: Pick<TrustedProxies, 'addressOf'>;
  readonly options?: Partial<RealtimeOptions>;
}

const LEAVING = new AppError('unavailable', 'This node is leaving. Connect again to reach another.');
const FULL = new AppError('unavailable', 'This node serves as many sockets as it may. Try again later.');

/** The sockets of this node: lets them in, gives each its session with delivery, and moves them away when the node leaves. */
export class Realtime {
  readonly #dependencies: RealtimeDependencies;
  readonly #options: RealtimeOptions;
  readonly #connections = new Set<SocketSink>();
  readonly #metrics: RealtimeMetrics;
  readonly #gather: Gather;
  /** By engine connection: a client that joins twice at the same time would be two subscribers on one wire. */
  readonly #joining = new WeakSet<object>();
  readonly #admissions = new WeakMap<Socket, Admission>();
  #server: Server | undefined;
  #editors: EditorSource | undefined;
  #draining: Promise<void> | undefined;

  constructor(dependencies: RealtimeDependencies) {
    this.#dependencies = dependencies;
    this.#options = { ...DEFAULT_REALTIME_OPTIONS, ...dependencies.options };
    this.#metrics = new RealtimeMetrics(dependencies.registry, this.#connections);
    this.#gather = new Gather(new WireMetrics(dependencies.registry), this.#options.gatherWindowMs);
  }

  /** Serves the default namespace of `server`, once. */
  attach(server: Server): void {
    this.#server = server;
    server.use((socket, next) => void this.#join(socket).then(next, next));
    server.on('connection', (socket) => this.#open(socket));
  }

  /** Sockets that join from now on may ask `source` who edits. */
  serveEditors(source: EditorSource): void {
    this.#editors = source;
  }

  /** Why a handshake is refused, if it is. @param address of the client @param connections that there are */
  admit(address: string, connections: number): AppError | undefined {
    if (this.#draining) return this.#refused('draining', LEAVING);
    if (connections >= this.#options.maxConnections) return this.#refused('full', FULL);
    const refusal = this.#dependencies.slots.refusal(address);
    return refusal && this.#refused('address', refusal);
  }

  /** Counts a connection of the address, until what it returns is called. */
  count(address: string): () => void {
    return this.#dependencies.slots.take(address);
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Tells every client to leave within half of `limitMs`, then ends in slices who stayed. Resolves when all are gone. */
  drain(limitMs: number): Promise<void> {
    return (this.#draining ??= this.#evacuate(limitMs));
  }

  async #evacuate(limitMs: number): Promise<void> {
    const notice = new Frame('server.draining', { reconnectAfterMs: Math.round(limitMs / 2) });
    for (const connection of this.#connections) connection.send(notice);
    await evacuate(this.#connections, this.#dependencies.clock, limitMs);
    this.close();
  }

  /** Ends every connection, joined or not; the HTTP server stays. */
  close(): void {
    if (this.#server) endConnections(this.#server);
  }

  #refused(reason: string, error: AppError): AppError {
    this.#metrics.refused.inc({ reason });
    return error;
  }

  async #join(socket: Socket): Promise<undefined> {
    const { conn } = socket;
    if (this.#joining.has(conn))
      throw refusal(new AppError('conflict', 'This connection is joining already.'));
    this.#joining.add(conn);
    try {
      const { auth, headers, address: peer } = socket.handshake;
      // Browsers add a session by themselves: a page that asks for nobody's view must be able to decline it.
      const admission = isAnonymous(auth)
        ? this.#dependencies.access.admit(undefined)
        : this.#dependencies.access.admit(tokenOf(auth), { headers, peer });
      this.#admissions.set(socket, await admission);
      return undefined;
    } catch (error) {
      this.#joining.delete(conn);
      if (!(error instanceof AppError))
        this.#dependencies.logger.error({ err: error }, 'admitting a socket failed');
      const known =
        error instanceof AppError ? error : new AppError('internal', 'Something went wrong. Try again.');
      throw refusal(this.#refused(known.code, known));
    }
  }

  #open(socket: Socket): void {
    const admission = this.#admissions.get(socket) as Admission;
    const sink = new SocketSink(socket, this.#gather, this.#options.writer, ({ code }) =>
      this.#metrics.ended.inc({ code }),
    );
    this.#connections.add(sink);
    const { headers, address: peer } = socket.handshake;
    const address = this.#dependencies.proxies.addressOf({ headers, peer });
    const session = new SocketSession(socket, sink, this.#dependencies.hub.open(sink, address), admission, {
      access: this.#dependencies.access,
      clock: this.#dependencies.clock,
      metrics: this.#metrics,
      logger: this.#dependencies.logger,
      flood: this.#options.flood,
      editors: this.#editors,
    });
    socket.on('disconnect', () => {
      this.#connections.delete(sink);
      session.close();
      sink.drop();
    });
    // The first request is only needed to join; engine.io would keep it as long as the connection lives.
    (socket.conn as { request: unknown }).request = null;
    if (this.#draining) sink.drop();
  }
}

function isAnonymous(auth: Record<string, unknown>): boolean {
  if (auth['anonymous'] !== true) return false;
  if (tokenOf(auth) === undefined) return true;
  throw new AppError('unauthenticated', 'auth has a token and asks to be anonymous: send one of the two.');
}

function tokenOf(auth: Record<string, unknown>): string | undefined {
  const token = auth['token'];
  if (token === undefined || token === null) return undefined;
  if (typeof token === 'string' && token.length > 0 && token.length <= 8192) return token;
  throw new AppError(
    'unauthenticated',
    'auth.token must be a token or key, as text. Leave it out to read public feeds.',
  );
}

/** As Socket.IO hands it to the client's `connect_error`: `data` is the message error. */
function refusal(error: AppError): Error {
  return Object.assign(new Error(error.detail), { data: messageErrorOf(error) });
}
