import { randomBytes } from 'node:crypto';
import { STATUS_CODES, ServerResponse, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import type { AppError } from '../../core/protocol/errors.js';
import { PROBLEM_TYPE } from '../http/problem.js';
import { SECURITY_HEADERS } from '../http/security-headers.js';
import { endWaitForPoll, type EngineConnection } from './engine.js';
import { guardInbound, type InboundConnection, type InboundLimits } from './inbound-guard.js';

export interface SocketServerOptions {
  /** `[a-z0-9]+`; stands before the dot of every session id, so that a proxy finds the owner. */
  readonly nodeId: string;
  /** Origins that may send cookies; any other origin may connect without. */
  readonly corsOrigins: readonly string[];
  readonly pingIntervalMs?: number;
  readonly pingTimeoutMs?: number;
  /** The longest message that a client may send. */
  readonly maxMessageBytes?: number;
  /** How long a client may take to join the namespace, its authentication included. */
  readonly connectTimeoutMs?: number;
  readonly inbound?: InboundLimits;
  /** Asked at every handshake, with the connections that there are: why it is refused, if it is. */
  readonly admit?: (handshake: IncomingMessage, connections: number) => AppError | undefined;
  /** Told of each connection that begins; what it returns is called when that one ended. */
  readonly count?: (handshake: IncomingMessage) => () => void;
}

/**
 * Socket.IO without an HTTP server yet: no client can come before `attachSocketServer`, so what carries messages between nodes is
 * set in time.
 */
export function newSocketServer(options: Pick<SocketServerOptions, 'connectTimeoutMs'> = {}): Server {
  return new Server({
    path: '/socket.io',
    serveClient: false,
    connectTimeout: options.connectTimeoutMs ?? 10_000,
  });
}

/**
 * Serves clients on an HTTP server, whatever framework listens there: WebSocket and long polling, uncompressed, so that the frames of
 * a room can be shared. Once a server.
 */
export function attachSocketServer(server: Server, http: HttpServer, options: SocketServerOptions): void {
  server.attach(http, {
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    allowEIO3: false,
    pingInterval: options.pingIntervalMs ?? 10_000,
    pingTimeout: options.pingTimeoutMs ?? 8000,
    maxHttpBufferSize: options.maxMessageBytes ?? 1024 * 1024,
    cors: corsOf(options.corsOrigins),
    allowRequest: (request, answer) => {
      const refusal = options.admit?.(request, server.engine.clientsCount);
      if (refusal === undefined) answer(null, true);
      else refuse(request, refusal);
    },
  });
  server.engine.generateId = () => `${options.nodeId}.${randomBytes(15).toString('base64url')}`;
  server.engine.use(secureAnswer);
  server.engine.on('connection', (conn: InboundConnection & EngineConnection) => {
    const uncount = options.count?.(conn.request);
    guardInbound(conn, options.inbound);
    conn.on('close', () => {
      uncount?.();
      endWaitForPoll(conn);
    });
  });
}

/** Long polling is answered as everything else; a WebSocket has no answer that a browser would read headers of. */
function secureAnswer(_request: IncomingMessage, response: unknown, next: () => void): void {
  if (response instanceof ServerResponse) {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  }
  next();
}

/**
 * engine.io itself would answer 403 to a poll and 400 to a WebSocket. A proxy must tell what one node refuses for now, and another one may
 * grant (503), from what is the client's fault (429).
 */
function refuse(request: IncomingMessage & { readonly res?: ServerResponse }, error: AppError): void {
  const body = JSON.stringify(error.toProblem());
  const headers = {
    'Content-Type': PROBLEM_TYPE,
    'Content-Length': Buffer.byteLength(body),
    'Retry-After': error.retryAfterSeconds ?? 1,
    Connection: 'close',
  };
  if (request.res) {
    request.res.writeHead(error.status, headers).end(body);
    return;
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // The client may be gone already.
  request.socket.on('error', () => request.socket.destroy());
  const status = `${error.status} ${STATUS_CODES[error.status] ?? ''}`;
  request.socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`);
}

/** Ends every connection, joined or not, and waits for nobody; the HTTP server stays. */
export function endConnections({ engine }: Partial<Pick<Server, 'engine'>>): void {
  if (!engine) return;
  const { clients } = engine as unknown as { clients: Readonly<Record<string, EngineConnection>> };
  engine.close();
  for (const conn of Object.values(clients)) endWaitForPoll(conn);
}

/** Both at once. */
export function createSocketServer(http: HttpServer, options: SocketServerOptions): Server {
  const server = newSocketServer(options);
  attachSocketServer(server, http, options);
  return server;
}

type CorsAnswer = (error: Error | null, options: { origin: string; credentials?: boolean }) => void;

/** Anyone without cookies, the listed ones with. */
function corsOf(origins: readonly string[]) {
  const listed = new Set(origins);
  return (request: Pick<IncomingMessage, 'headers'>, answer: CorsAnswer): void => {
    const origin = request.headers.origin;
    if (origin !== undefined && listed.has(origin)) answer(null, { origin, credentials: true });
    else answer(null, { origin: '*' });
  };
}
