import type { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { createSocketServer, endConnections } from '../../src/platform/socketio/socket-server.js';
import { RawConnection } from '../support/raw-http.js';
import { ADMIN_API_KEY, RestApp } from '../support/rest-app.js';
import { waitFor } from '../support/wait-for.js';

const H2C =
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';
const WEBSOCKET =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const HOST = 'Host: x\r\n';
const BODY = JSON.stringify({ type: 'set', data: { offered: true } });
const POST =
  `POST /api/v1/feeds/a/events HTTP/1.1\r\n${HOST}Authorization: Bearer ${ADMIN_API_KEY}\r\n` +
  `Content-Type: application/json\r\n`;

describe('a request that offers an upgrade, on a server with sockets', () => {
  let app: RestApp;
  let sockets: Server;
  beforeAll(async () => {
    app = await RestApp.start();
    sockets = createSocketServer(app.app.getHttpServer(), { nodeId: 'n1', corsOrigins: [] });
    await app.feed('a');
  });
  afterAll(async () => {
    endConnections(sockets);
    await app[Symbol.asyncDispose]();
  });

  const statuses = ({ received }: RawConnection): string[] => received.match(/HTTP\/1\.1 \d{3}/g) ?? [];

  /** Sends each request once the one before was answered, all on one connection. */
  async function inTurn(...requests: readonly string[]): Promise<readonly string[]> {
    using connection = await RawConnection.open(app.port);
    for (const [index, request] of requests.entries()) {
      connection.send(request);
      await waitFor(() => statuses(connection).length > index, {
        message: () => `answer ${index + 1}; closed: ${connection.closed}, received: ${connection.received}`,
      });
    }
    return statuses(connection).map((line) => line.slice(-3));
  }
  const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\n${HOST}${headers}\r\n`;

  it.each([
    ['HTTP/2', '/healthz', H2C],
    ['a WebSocket where there is none', '/api/v1/feeds', WEBSOCKET],
    ['an unknown protocol for sockets', '/socket.io/?EIO=4&transport=polling', H2C],
  ])('is answered over HTTP/1.1 when it offers %s, and the connection goes on', async (_, path, offer) => {
    expect(await inTurn(get(path, offer), get('/healthz'), get(path, offer), get('/readyz'))).toEqual([
      '200',
      '200',
      '200',
      '200',
    ]);
  });

  it('brings its body, of known length or chunked, and the connection goes on', async () => {
    const known = `${POST}${H2C}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;
    const chunked = `${POST}${H2C}Transfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
    expect(await inTurn(known, chunked, get('/healthz'))).toEqual(['201', '201', '200']);
    expect((await app.call('/feeds/a')).json).toMatchObject({ seq: 2, state: { offered: true } });
  });

  it('brings its body also when that comes late', async () => {
    using connection = await RawConnection.open(app.port);
    connection.send(`${POST}${WEBSOCKET}Content-Length: ${BODY.length}\r\n\r\n${BODY.slice(0, 5)}`);
    const other = await app.call('/feeds/a');
    expect([other.status, statuses(connection)]).toEqual([200, []]);
    connection.send(BODY.slice(5));
    expect((await connection.answer()).status).toBe(201);
  });

  it('is upgraded when it asks for a WebSocket where sockets are served', async () => {
    const client = io(app.url, { transports: ['websocket'], reconnection: false });
    try {
      await waitFor(() => client.connected, { message: () => 'a connected WebSocket' });
      expect(client.io.engine.transport.name).toBe('websocket');
    } finally {
      client.close();
    }
  });

  it('is refused when it asks there for what no socket is', async () => {
    expect(await inTurn(get('/socket.io/?EIO=4&transport=unknown', WEBSOCKET))).toEqual(['400']);
  });
});
