import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import type { Server, Socket } from 'socket.io';
import { io, type ManagerOptions, type Socket as ClientSocket, type SocketOptions } from 'socket.io-client';
import { ConnectionWriter, DEFAULT_WRITER_LIMITS, type WriterLimits } from './connection-writer.js';
import type { EngineConnection } from './engine.js';
import { Gather } from './gather.js';
import { createSocketServer, type SocketServerOptions } from './socket-server.js';
import { WireMetrics } from './wire-metrics.js';

export interface WiredConnection {
  readonly socket: Socket;
  readonly writer: ConnectionWriter;
  overflows: number;
}

/** A real server on a real port whose connections are written to through `ConnectionWriter`. */
export class WireServer implements AsyncDisposable {
  readonly registry = new Registry();
  readonly metrics = new WireMetrics(this.registry);
  readonly gather = new Gather(this.metrics);
  readonly connections: WiredConnection[] = [];
  readonly #clients: ClientSocket[] = [];
  readonly #waiting: ((connection: WiredConnection) => void)[] = [];

  private constructor(
    readonly http: HttpServer,
    readonly io: Server,
    readonly limits: WriterLimits,
  ) {
    io.on('connection', (socket) => {
      const conn = socket.conn as unknown as EngineConnection;
      const writer = new ConnectionWriter(conn, this.gather, limits, () => connection.overflows++);
      const connection: WiredConnection = { socket, writer, overflows: 0 };
      this.connections.push(connection);
      this.#waiting.shift()?.(connection);
    });
  }

  static async start(
    options: Partial<SocketServerOptions> = {},
    limits: Partial<WriterLimits> = {},
  ): Promise<WireServer> {
    const http = createServer();
    const server = createSocketServer(http, { nodeId: 'n1', corsOrigins: [], ...options });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return new WireServer(http, server, { ...DEFAULT_WRITER_LIMITS, lingerMs: 50, ...limits });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  client(options: Partial<ManagerOptions & SocketOptions> = {}): ClientSocket {
    const client = io(this.url, { forceNew: true, reconnection: false, ...options });
    this.#clients.push(client);
    return client;
  }

  /** The server's side of the next connection. */
  nextConnection(): Promise<WiredConnection> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) {
      const transport = client.io.engine?.transport as { ws?: { terminate?: () => void } } | undefined;
      client.disconnect();
      transport?.ws?.terminate?.();
    }
    await this.io.close();
  }
}

/** Resolves once `condition` holds; looks again at every turn of the event loop. Rejects when it never does. */
export async function until(condition: () => boolean, limitMs = 4000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
