import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { io } from 'socket.io-client';
import { RawConnection } from '../../support/raw-http.js';
import { waitFor } from '../../support/wait-for.js';
import type { Attacks } from './attacks.js';
import { CONNECTIONS, CROWDED, STALLED_SECONDS } from './target.js';

const portOf = (url: string) => Number(new URL(url).port);
/** A node looks every 5 s for headers that take longer than 15 s; the edge gives up after 10 s. */
const SLOW_HEADERS_MS = 25_000;

/** Sends a byte now and then until the other side has had enough; resolves with how long that took. */
async function drip(port: number, beginning: string, tail: string, everyMs: number): Promise<number> {
  using connection = await RawConnection.open(port);
  const begun = performance.now();
  connection.send(beginning);
  let at = 0;
  const timer = setInterval(() => connection.send(tail[at++ % tail.length] as string), everyMs);
  try {
    await waitFor(() => connection.closed, { timeoutMs: SLOW_HEADERS_MS + 5000, intervalMs: 50 });
  } finally {
    clearInterval(timer);
  }
  return performance.now() - begun;
}

/** What takes so long that the others are tried meanwhile. */
export const PATIENCE: Attacks = {
  'slow headers: a header that drips is ended in time, by the edge and by a node': async ({
    remote,
    nodeUrl,
  }) => {
    const beginning = 'GET /api/v1/feeds HTTP/1.1\r\nHost: x\r\nX-Slow: ';
    const ports = new Set([remote.url, nodeUrl].map(portOf));
    const lasted = await Promise.all([...ports].map((port) => drip(port, beginning, 'x', 500)));
    for (const ms of lasted) expect(ms).toBeLessThan(SLOW_HEADERS_MS);
    expect((await remote.call('/feeds')).status).toBe(200);
  },
};

/** On the wire: connections, their pace and their number, and what is read apart by two servers. */
export const NETWORK: Attacks = {
  'slow bodies: a body that stalls is ended in time, and holds up nobody': async ({ remote, nodeUrl }) => {
    await remote.feed('stalled');
    const stalled = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const connection = await RawConnection.open(portOf(nodeUrl));
        connection.send(
          `POST /api/v1/feeds/stalled/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${remote.adminApiKey}\r\n` +
            'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"type":"set",',
        );
        return connection;
      }),
    );
    try {
      expect((await remote.publish('stalled', { x: 1 })).status).toBe(201);
      await waitFor(() => stalled.every(({ closed }) => closed), {
        timeoutMs: (STALLED_SECONDS + 7) * 1000,
        message: () => `${stalled.filter(({ closed }) => !closed).length} connections to end`,
      });
      expect((await remote.call('/feeds/stalled')).json).toMatchObject({ seq: 1 });
    } finally {
      for (const connection of stalled) connection[Symbol.dispose]();
    }
  },

  'request smuggling: what two servers could read apart is refused by each of them': async ({
    remote,
    nodeUrl,
  }) => {
    const hidden = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const heads = [
      'Host: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n',
      'Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n',
      'Host: x\r\nContent-Length: 4\r\nContent-Length: 0\r\n',
      'Host: x\r\nContent-Length: 4, 0\r\n',
      'Host: x\r\nTransfer-Encoding: xchunked\r\n',
      'Host: x\r\nTransfer-Encoding : chunked\r\n',
      'Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
      'Host: x\r\nContent-Length: +4\r\n',
      'Host: x\r\nHost: y\r\n',
    ];
    for (const url of new Set([remote.url, nodeUrl])) {
      for (const head of heads) {
        using connection = await RawConnection.open(portOf(url));
        connection.send(`POST /api/v1/feeds HTTP/1.1\r\n${head}\r\n0\r\n\r\n${hidden}`);
        const { status } = await connection.answer();
        expect([url, head, [400, 501].includes(status)]).toEqual([url, head, true]);
        await waitFor(() => connection.closed);
        // Nothing behind it was taken for a request of its own.
        expect(connection.received.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
      }
    }
  },

  'socket floods: too many calls end a connection, too many connections are refused': async ({ remote }) => {
    await remote.feed('flooded');
    const flooding = io(remote.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    const quiet = io(remote.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    const told: string[] = [];
    flooding.on('error', ({ code }: { code: string }) => told.push(code));
    try {
      await waitFor(() => flooding.connected && quiet.connected);
      for (let n = 0; n < 3000; n++)
        flooding.emit('subscribe', { feeds: [{ id: 'flooded' }] }, () => undefined);
      const answer: unknown = await quiet
        .timeout(15_000)
        .emitWithAck('subscribe', { feeds: [{ id: 'flooded' }] });
      expect(answer).toMatchObject({ feeds: [{ id: 'flooded', seq: 0 }] });
      await waitFor(() => flooding.disconnected);
      expect(told.filter((code) => code !== 'rate_limited')).toEqual([]);
    } finally {
      flooding.disconnect();
      quiet.disconnect();
    }
    const handshake = async (localAddress: string) => {
      const url = `${remote.url}/socket.io/?EIO=4&transport=polling`;
      const asked = request(url, { localAddress, agent: false }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    const statuses = await Promise.all(Array.from({ length: 4 * CONNECTIONS }, () => handshake(CROWDED)));
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(statuses).toContain(429);
    expect(await handshake('127.0.0.1')).toBe(200);
  },

  'cache poisoning of delayed state: no answer of one view stands for another': async ({ remote }) => {
    await remote.feed('late', { publicDelaySeconds: 3600 });
    await remote.publish('late', { score: 7 });
    const live = await remote.call('/feeds/late');
    const late = await remote.call('/feeds/late', { key: null });
    expect([live.text.includes('score'), late.text.includes('score')]).toEqual([true, false]);
    for (const path of ['/feeds/late', '/feeds/late/events', '/feeds/late/state', '/feeds']) {
      for (const key of [remote.adminApiKey, null]) {
        const { headers } = await remote.call(path, { key });
        expect([path, headers.get('cache-control')]).toEqual([
          path,
          expect.stringMatching(/private|no-store/),
        ]);
        for (const name of ['Origin', 'Authorization', 'Cookie'])
          expect([path, headers.get('vary')]).toEqual([path, expect.stringContaining(name)]);
      }
    }
    const [liveTag = '', lateTag = ''] = [live, late].map(({ headers }) => headers.get('etag') ?? '');
    const ask = async (etag: string, key: string | null) =>
      (await remote.call('/feeds/late', { key, headers: { 'if-none-match': etag } })).status;
    expect([await ask(liveTag, null), await ask(lateTag, remote.adminApiKey)]).toEqual([200, 200]);
    expect([await ask(lateTag, null), await ask(liveTag, remote.adminApiKey)]).toEqual([304, 304]);
    const disguised = await remote.call('/feeds/late', {
      key: null,
      headers: {
        'x-original-url': '/api/v1/feeds/titled',
        'x-forwarded-authorization': `Bearer ${remote.adminApiKey}`,
        'x-http-method-override': 'DELETE',
      },
    });
    expect(disguised.json).toMatchObject({ id: 'late', seq: 0 });
  },
};
