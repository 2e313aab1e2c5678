import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { AppError } from '../../core/protocol/errors.js';
import { endConnections } from './socket-server.js';
import { until, WireServer } from './wire.spec-support.js';

type Send = (data: string | Buffer) => void;

const handshakeUrl = (url: string) => `${url}/socket.io/?EIO=4&transport=polling`;

describe('the Socket.IO server', () => {
  it('starts every session id with its node, and gives it 120 random bits', async () => {
    await using server = await WireServer.start({ nodeId: 'n7' });
    const ids = new Set<string>();
    for (let n = 0; n < 20; n++) {
      const body = await (await fetch(handshakeUrl(server.url))).text();
      const { sid } = JSON.parse(body.slice(1)) as { sid: string };
      expect(sid).toMatch(/^n7\.[A-Za-z0-9_-]{20}$/);
      ids.add(sid);
    }
    expect(ids.size).toBe(20);
  });

  it('lets any origin in without cookies, the listed ones with', async () => {
    await using server = await WireServer.start({ corsOrigins: ['https://a.example'] });
    const answerTo = async (origin: string) => {
      const { headers } = await fetch(handshakeUrl(server.url), { headers: { origin } });
      return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
    };
    expect(await answerTo('https://a.example')).toEqual(['https://a.example', 'true']);
    expect(await answerTo('https://b.example')).toEqual(['*', null]);
  });

  it('refuses handshakes of both transports while it is told to, so that a proxy asks another node', async () => {
    await using server = await WireServer.start({
      admit: (_handshake, connections) =>
        connections > 0 ? new AppError('unavailable', 'Later.', { retryAfterSeconds: 3 }) : undefined,
    });
    expect((await fetch(handshakeUrl(server.url))).status).toBe(200);
    const upgrade = {
      ...{ Connection: 'Upgrade', Upgrade: 'websocket' },
      ...{ 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    };
    for (const [transport, headers] of Object.entries({ polling: {}, websocket: upgrade })) {
      const url = `${server.url}/socket.io/?EIO=4&transport=${transport}`;
      const [refused] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
      expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '3']);
      expect(JSON.parse((await refused.toArray()).join(''))).toMatchObject({
        ...{ status: 503, code: 'unavailable', detail: 'Later.' },
      });
    }
  });

  it('ends also those who were told to leave and never poll again', async () => {
    await using server = await WireServer.start();
    const handshake = await (await fetch(handshakeUrl(server.url))).text();
    const { sid } = JSON.parse(handshake.slice(1)) as { sid: string };
    const connected = server.nextConnection();
    const post = { method: 'POST', body: '40', headers: { 'content-type': 'text/plain' } };
    await fetch(`${handshakeUrl(server.url)}&sid=${sid}`, post);
    const { socket } = await connected;
    await fetch(`${handshakeUrl(server.url)}&sid=${sid}`);
    socket.conn.close();
    expect(server.io.engine.clientsCount).toBe(1);
    endConnections(server.io);
    expect(server.io.engine.clientsCount).toBe(0);
  });

  it.each([
    ['a binary message that was not announced', (send: Send) => send(Buffer.from([1, 2, 3]))],
    ['more attachments than any client sends', (send: Send) => send('511-["subscribe"]')],
    [
      'a text where an attachment was announced',
      (send: Send) => {
        send('51-["subscribe",{"_placeholder":true,"num":0}]');
        send('2["subscribe",{}]');
      },
    ],
    [
      'more binary bytes than any client sends',
      (send: Send) => {
        send('59-["subscribe"]');
        for (let n = 0; n < 8; n++) send(Buffer.alloc(9000));
      },
    ],
    ['a message beyond the bound', (send: Send) => send(`2["subscribe","${'x'.repeat(20_000)}"]`)],
    [
      'more messages than any client sends',
      (send: Send) => {
        for (let n = 0; n < 20; n++) send('2["subscribe",{}]');
      },
    ],
    [
      'more bytes than any client sends',
      (send: Send) => {
        for (let n = 0; n < 8; n++) send(`2["subscribe","${'x'.repeat(9000)}"]`);
      },
    ],
    ['what is no Socket.IO packet', (send: Send) => send('{{{{')],
  ])('ends a connection that sends %s', async (_name, attack) => {
    await using server = await WireServer.start({
      maxMessageBytes: 10_000,
      inbound: { messages: { burst: 10, perSecond: 1 }, bytes: { burst: 50_000, perSecond: 1 } },
    });
    const client = server.client({ transports: ['websocket'] });
    const { socket } = await server.nextConnection();
    let received = 0;
    socket.onAny(() => void received++);
    await until(() => client.connected);
    attack((data) => void client.io.engine.send(data));
    await until(() => !socket.connected && !client.connected);
    expect(received).toBeLessThanOrEqual(10);
  });
});
