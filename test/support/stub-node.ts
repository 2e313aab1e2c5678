import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Server as SocketServer } from 'socket.io';

/** Where the edge asks whether a node is well. */
const HEALTH = '/healthz';

/**
 * A node as the edge needs one: session ids that begin with its id, an event stream, an echo of lines, and whatever a test
 * makes of its requests. Many in one process.
 */
export class StubNode implements AsyncDisposable {
  readonly id: string;
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  /** `hang`: takes every request and answers none. `die`: cuts the connection once a request is there, yet says that it is well. */
  conduct: 'serve' | 'hang' | 'die' = 'serve';
  #http: HttpServer;
  #sockets: SocketServer;
  #port = 0;
  readonly #connections = new Set<Socket>();

  constructor(id: string) {
    this.id = id;
    [this.#http, this.#sockets] = this.#make();
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get clients(): number {
    return this.#sockets.engine.clientsCount;
  }

  /** On the port that it had before. */
  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (this.#http.address() as AddressInfo).port;
    return this;
  }

  /** As if its process were killed. */
  async kill(): Promise<void> {
    for (const connection of this.#connections) {
      // Node 20 never finishes the reset of a connection that it is ending already, and then spins at its own end.
      if (connection.writableEnded) connection.destroy();
      else connection.resetAndDestroy();
    }
    await this.#sockets.close().catch(() => undefined);
    this.#http.closeAllConnections();
  }

  async revive(): Promise<void> {
    [this.#http, this.#sockets] = this.#make();
    await this.listen();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  #make(): [HttpServer, SocketServer] {
    const http = createServer({ keepAliveTimeout: 65_000 }, (request, response) =>
      this.#answer(request, response),
    );
    http.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    const sockets = new SocketServer(http, {
      transports: ['polling', 'websocket'],
      pingInterval: 10_000,
      pingTimeout: 8000,
      cors: { origin: '*' },
      allowRequest: (request, decide) => {
        this.#note(request);
        if (this.conduct === 'serve') decide(null, true);
      },
    });
    sockets.engine.generateId = () => `${this.id}.${randomBytes(15).toString('base64url')}`;
    return [http, sockets];
  }

  #note({ method = '', url = '', headers }: IncomingMessage): void {
    this.requests.push({ method, url, headers });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#note(request);
    if (this.conduct === 'hang') return;
    if (this.conduct === 'die' && request.url !== HEALTH) {
      request.resume().on('end', () => request.socket.destroy());
      return;
    }
    response.setHeader('x-node', this.id);
    const path = new URL(request.url ?? '/', 'http://node').pathname;
    if (path.endsWith('/stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: hello\ndata: {}\n\n');
    } else if (path === '/api/v1/events') {
      response.setHeader('content-type', 'application/x-ndjson');
      if (request.headers['touchline-answer'] === 'after-request') answerAfter(request, response);
      else request.pipe(response);
    } else {
      request.resume().on('end', () => response.end(JSON.stringify(request.headers)));
    }
  }
}

/** As many bytes as came. Reads in sips, so that the edge feels that the node is slower than the publisher. */
function answerAfter(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    request.pause();
    setImmediate(() => request.resume());
  });
  request.on('end', () => {
    const piece = Buffer.alloc(64 * 1024, 'y');
    Readable.from(
      (function* () {
        for (; bytes > 0; bytes -= piece.length) yield piece.subarray(0, Math.min(bytes, piece.length));
      })(),
    ).pipe(response);
  });
}
