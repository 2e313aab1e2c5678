import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { io, type Socket as Client } from 'socket.io-client';
import type { EdgeLimits } from '../../cluster/edge/edge-config.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import type { Environment } from '../../src/platform/config/config.js';
import { customFeed } from '../support/custom-feed.js';
import { NodeApp } from '../support/node-app.js';
import { describeWith } from '../support/requirements.js';
import { StreamClient } from '../support/stream-client.js';
import { TestEdge } from '../support/test-edge.js';
import { waitFor } from '../support/wait-for.js';

const UPGRADE = {
  ...{ connection: 'Upgrade', upgrade: 'websocket' },
  ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
};

describe('the connections of one address', () => {
  const open: { close(): void }[] = [];
  let node: NodeApp;

  async function start(environment: Environment): Promise<void> {
    const log = new MemoryEventLog({ clock: new SystemClock() });
    await log.createFeed(customFeed('a'));
    node = await NodeApp.start('n1', log, environment);
  }
  afterEach(async () => {
    for (const connection of open.splice(0)) connection.close();
    await node[Symbol.asyncDispose]();
  });

  /** A bare handshake, from whatever address; a WebSocket that was let in stays open. */
  async function handshake(
    transport: 'websocket' | 'polling',
    headers: OutgoingHttpHeaders = {},
    { url = node.url, from = '127.0.0.1' } = {},
  ) {
    const asked = request(`${url}/socket.io/?EIO=4&transport=${transport}`, {
      headers: { ...(transport === 'websocket' ? UPGRADE : {}), ...headers },
      localAddress: from,
      agent: false,
    });
    asked.end();
    const upgraded = once(asked, 'upgrade').then(([, socket]) => {
      open.push({ close: () => (socket as Socket).destroy() });
      return {
        status: 101,
        retryAfter: undefined,
        problem: undefined,
        end: () => (socket as Socket).destroy(),
      };
    });
    const answered = once(asked, 'response').then(async ([response]) => {
      const { statusCode, headers: told } = response as IncomingMessage;
      const text = Buffer.concat(await (response as IncomingMessage).toArray()).toString();
      const problem = statusCode === 200 ? undefined : (JSON.parse(text) as { code: string; status: number });
      return { status: statusCode, retryAfter: told['retry-after'], problem, end: () => undefined };
    });
    return Promise.race([upgraded, answered]);
  }

  async function stream(headers: Record<string, string> = {}, url = node.url): Promise<StreamClient> {
    const client = await StreamClient.open(`${url}/api/v1/feeds/a/stream`, headers);
    open.push(client);
    return client;
  }

  const metric = async (name: string, labels: Record<string, string> = {}) => {
    const values = (await node.registry.getSingleMetric(name)?.get())?.values ?? [];
    const wanted = Object.entries(labels);
    return values.find((value) => wanted.every(([key, label]) => value.labels[key] === label))?.value ?? 0;
  };

  it('are bounded, sockets of both transports and event streams together, and told so', async () => {
    await start({ CONNECTIONS_PER_ADDRESS: '3' });
    const socket = await handshake('websocket');
    expect([socket.status, (await handshake('polling')).status, (await stream()).status]).toEqual([
      101, 200, 200,
    ]);
    for (const transport of ['websocket', 'polling'] as const) {
      const refused = await handshake(transport);
      expect([transport, refused]).toMatchObject([
        transport,
        { status: 429, retryAfter: '5', problem: { code: 'rate_limited', status: 429 } },
      ]);
    }
    const streamed = await fetch(`${node.url}/api/v1/feeds/a/stream`);
    expect([streamed.status, streamed.headers.get('retry-after'), await streamed.json()]).toMatchObject([
      ...[429, '5'],
      { code: 'rate_limited' },
    ]);
    expect(await metric('touchline_realtime_refused_total', { reason: 'address' })).toBe(2);
    expect(await metric('touchline_sse_refused_total', { reason: 'address' })).toBe(1);
    expect(await metric('touchline_address_connections_max')).toBe(3);
    // Requests are no connections, and what ends makes room.
    expect((await node.call('/cluster')).status).toBe(200);
    socket.end();
    await waitFor(async () => (await metric('touchline_address_connections_max')) === 2);
    expect((await handshake('websocket')).status).toBe(101);
  });

  it('reach a Socket.IO client as connect_error with the status, and it comes back when there is room', async () => {
    await start({ CONNECTIONS_PER_ADDRESS: '1' });
    const first = await handshake('websocket');
    const client: Client = io(node.url, {
      ...{ transports: ['polling'], forceNew: true },
      ...{ reconnectionDelay: 50, reconnectionDelayMax: 50 },
    });
    open.push(client);
    const [error] = (await once(client as never, 'connect_error')) as [{ description?: unknown }];
    expect(error.description).toBe(429);
    first.end();
    await waitFor(() => client.connected);
  });

  it('do not make an EventSource that comes back give up', async () => {
    await start({ CONNECTIONS_PER_ADDRESS: '1' });
    await handshake('websocket');
    const back = await stream({ accept: 'text/event-stream', 'last-event-id': 'x:1' });
    await waitFor(() => back.ended);
    expect([back.status, back.of('error')]).toMatchObject([200, [{ code: 'rate_limited', retryable: true }]]);
  });

  it('are those of the client whom a believed proxy tells, and no other', async () => {
    await start({ CONNECTIONS_PER_ADDRESS: '1', TRUST_PROXY: '1' });
    const from = async (told: string) => (await handshake('polling', { 'x-forwarded-for': told })).status;
    expect(await from('203.0.113.9')).toBe(200);
    expect(await from('203.0.113.10')).toBe(200);
    // What stands before the entry of the proxy is what the client said of itself.
    for (const told of ['203.0.113.9', '6.6.6.6, 203.0.113.9', '203.0.113.11,203.0.113.9'])
      expect([told, await from(told)]).toEqual([told, 429]);
    expect(await from('2001:db8:0:7::1')).toBe(200);
    expect(await from('2001:db8:0:7::2')).toBe(429);
    const streamed = await fetch(`${node.url}/api/v1/feeds/a/stream`, {
      headers: { 'x-forwarded-for': '203.0.113.9' },
    });
    expect(streamed.status).toBe(429);
  });

  it('are not told apart by what a client says of itself when no proxy is believed', async () => {
    await start({ CONNECTIONS_PER_ADDRESS: '1' });
    expect((await handshake('polling', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200);
    expect((await handshake('polling', { 'x-forwarded-for': '203.0.113.10' })).status).toBe(429);
    expect((await stream({ 'x-forwarded-for': '203.0.113.11' })).status).toBe(429);
  });

  describeWith(['nginx'], 'through NGINX', () => {
    let edge: TestEdge | undefined;
    afterEach(async () => edge?.[Symbol.asyncDispose]());

    const startEdge = async (environment: Environment, limits?: EdgeLimits): Promise<void> => {
      await start({ TRUST_PROXY: '1', ...environment });
      edge = await TestEdge.start('nginx', {
        nodes: [{ id: 'n1', address: new URL(node.url).host }],
        ...(limits ? { limits } : {}),
      });
    };

    it('are counted by the address that the edge saw, and refused in the words of the node', async () => {
      await startEdge({ CONNECTIONS_PER_ADDRESS: '1' });
      const url = edge?.url ?? '';
      const spoof = { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', forwarded: 'for=6.6.6.6' };
      for (const from of ['127.0.0.1', '127.0.0.2']) {
        expect((await handshake('websocket', spoof, { url, from })).status).toBe(101);
        for (const transport of ['websocket', 'polling'] as const) {
          const refused = await handshake(transport, spoof, { url, from });
          expect([from, transport, refused]).toMatchObject([
            ...[from, transport],
            { status: 429, retryAfter: '5', problem: { code: 'rate_limited' } },
          ]);
        }
      }
      expect((await fetch(`${url}/api/v1/feeds/a/stream`)).status).toBe(429);
    });

    it('are bounded by the edge too, which says it in the same words', async () => {
      const rates = {
        ...{ handshakesPerSecond: 1000, handshakesBurst: 1000 },
        ...{ requestsPerSecond: 1000, requestsBurst: 1000 },
      };
      await startEdge({}, { connectionsPerAddress: 2, ...rates });
      const url = edge?.url ?? '';
      for (let n = 0; n < 2; n++) expect((await handshake('websocket', {}, { url })).status).toBe(101);
      expect(await handshake('websocket', {}, { url })).toMatchObject({
        ...{ status: 429, retryAfter: '1' },
        problem: { code: 'rate_limited', status: 429 },
      });
      expect((await handshake('websocket', {}, { url, from: '127.0.0.2' })).status).toBe(101);
    });
  });
});
