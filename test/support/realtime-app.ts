import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Server } from 'socket.io';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { JsonObject } from '../../src/core/json/json.js';
import { AppError } from '../../src/core/protocol/errors.js';
import type { SubscribeAnswer } from '../../src/core/protocol/messages.js';
import { Hub } from '../../src/delivery/hub.js';
import type { HubOptions } from '../../src/delivery/options.js';
import type { NewFeed } from '../../src/event-log/event-log.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { TrustedProxies } from '../../src/platform/http/trusted-proxies.js';
import { AddressSlots } from '../../src/platform/rate-limit/address-slots.js';
import { createSocketServer, type SocketServerOptions } from '../../src/platform/socketio/socket-server.js';
import type { Admission, SocketAccess } from '../../src/realtime/socket-access.js';
import { Realtime, type RealtimeOptions } from '../../src/realtime/realtime.js';
import { MemoryRelay } from '../../src/relay/memory-relay.js';
import { customFeed } from './custom-feed.js';
import { metricValue } from './metric-value.js';

export interface RealtimeAppOptions {
  readonly realtime?: Partial<RealtimeOptions>;
  readonly server?: Partial<SocketServerOptions>;
  readonly hub?: Partial<HubOptions>;
  /** Default 0: any number. */
  readonly connectionsPerAddress?: number;
  /** Shared by the nodes of a test; a new one by default. */
  readonly log?: MemoryEventLog;
  readonly relay?: MemoryRelay;
  readonly nodeId?: string;
  readonly port?: number;
}

/** Tokens that this access knows: `live`, `down` (access can't be reached), `short:<ms>` (valid that long). */
class TestAccess implements SocketAccess {
  admit(token: string | undefined): Promise<Admission> {
    if (token === undefined) {
      return Promise.resolve({ viewOf: (delay) => (delay === null ? undefined : { delaySeconds: delay }) });
    }
    const live = { viewOf: () => ({ delaySeconds: 0 }) };
    if (token === 'live') return Promise.resolve(live);
    if (token.startsWith('short:')) {
      return Promise.resolve({ ...live, expiresAtMs: Date.now() + Number(token.slice(6)) });
    }
    if (token === 'down')
      return Promise.reject(new AppError('unavailable', 'The database is away. Try again.'));
    return Promise.reject(new AppError('unauthenticated', 'This token is not valid.'));
  }
}

/** The sockets of one node over a log in memory, on a real port. */
export class RealtimeApp implements AsyncDisposable {
  readonly clients: Socket[] = [];
  readonly #sockets = new Set<TcpSocket>();

  private constructor(
    readonly http: HttpServer,
    readonly hub: Hub,
    readonly realtime: Realtime,
    readonly log: MemoryEventLog,
    readonly registry: Registry,
    readonly url: string,
    readonly io: Server,
  ) {
    http.on('connection', (socket: TcpSocket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(options: RealtimeAppOptions = {}): Promise<RealtimeApp> {
    const clock = new SystemClock();
    const registry = new Registry();
    const logger = pino({ level: 'silent' });
    const log = options.log ?? new MemoryEventLog({ clock });
    const relay = options.relay ?? new MemoryRelay();
    if (!options.relay) log.onCommitted((message) => relay.publish(message));
    const hub = new Hub({ log, relay, clock, registry, logger, options: options.hub ?? {} });
    const access = new TestAccess();
    const slots = new AddressSlots(options.connectionsPerAddress ?? 0, registry);
    const realtime = new Realtime({
      ...{ hub, access, clock, registry, logger, slots, proxies: new TrustedProxies(undefined) },
      options: options.realtime ?? {},
    });
    const http = createServer();
    const server = createSocketServer(http, {
      nodeId: options.nodeId ?? 'n1',
      corsOrigins: [],
      admit: ({ socket }, connections) => realtime.admit(socket.remoteAddress ?? '', connections),
      count: ({ socket }) => realtime.count(socket.remoteAddress ?? ''),
      ...options.server,
    });
    realtime.attach(server);
    await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    return new RealtimeApp(http, hub, realtime, log, registry, url, server);
  }

  /** The server's ends of all TCP connections. */
  sockets(): Iterable<TcpSocket> {
    return this.#sockets;
  }

  /** A plain Socket.IO client; it connects by itself. */
  client(options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
    const client = io(this.url, {
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  async feed(id: string, feed: Partial<NewFeed> = {}): Promise<void> {
    await this.log.createFeed(customFeed(id, feed));
  }

  async publish(feed: string, data: JsonObject): Promise<void> {
    await this.log.append({ feed, operation: { op: 'publish', type: 'set', data }, actor: 'test' });
  }

  /** The value of one metric with these labels, 0 when it was never counted. */
  metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    return metricValue(this.registry, name, labels);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.clients) {
      const transport = client.io.engine?.transport as { ws?: { terminate?: () => void } } | undefined;
      client.disconnect();
      transport?.ws?.terminate?.();
    }
    this.realtime.close();
    await this.hub.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

export interface Refusal {
  readonly error: {
    readonly code: string;
    readonly detail: string;
    readonly errors?: { readonly path: string }[];
  };
}

export function call(client: Socket, event: string, ...args: unknown[]): Promise<SubscribeAnswer & Refusal> {
  return client.timeout(30_000).emitWithAck(event, ...args) as Promise<SubscribeAnswer & Refusal>;
}

/** The TCP socket of a client: pausing it is a client that stopped reading. */
export function tcpOf(client: Socket): TcpSocket {
  return (client.io.engine.transport as unknown as { ws: { _socket: TcpSocket } }).ws._socket;
}
