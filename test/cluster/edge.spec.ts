import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { EdgeConfig } from '../../cluster/edge/edge-config.js';
import { freePorts } from '../../cluster/ports.js';
import { describeWith } from '../support/requirements.js';
import { StubNode } from '../support/stub-node.js';
import { useTempFolder } from '../support/temp-folder.js';
import { TestEdge, type EdgeKind } from '../support/test-edge.js';
import { waitFor } from '../support/wait-for.js';

const MEGABYTE = 1024 * 1024;

describe.each<EdgeKind>(['nginx', 'haproxy'])('%s in front of three nodes', (kind) => {
  describeWith([kind], 'as an edge', () => {
    const folder = useTempFolder('touchline-edge');
    let nodes: StubNode[];
    let edge: TestEdge;
    let clients: Socket[];

    const start = async (config: Partial<EdgeConfig> = {}) => {
      nodes = await Promise.all(['n1', 'n2', 'n3'].map((id) => new StubNode(id).listen()));
      edge = await TestEdge.start(kind, {
        nodes: nodes.map(({ id, address }) => ({ id, address })),
        ...config,
      });
    };
    const connect = (transports: string[], url = edge.url, options = {}) => {
      const socket = io(url, { transports, forceNew: true, reconnectionDelay: 50, ...options });
      clients.push(socket);
      return socket;
    };
    const allConnected = () =>
      waitFor(() => clients.every((client) => client.connected), { timeoutMs: 20_000 });
    const asked = (path: string) =>
      nodes.flatMap(({ requests }) => requests.filter(({ url }) => url.startsWith(path)));

    beforeEach(() => {
      clients = [];
    });
    afterEach(async () => {
      for (const client of clients) client.disconnect();
      await edge[Symbol.asyncDispose]();
      for (const node of nodes) await node.kill();
    });

    it('spreads 60 polling clients of one address evenly, and none loses its session', async () => {
      await start();
      const errors: string[] = [];
      for (let n = 0; n < 60; n += 1) {
        const client = connect(['polling'], edge.url, { reconnection: false });
        client.on('connect_error', (error) => errors.push(error.message));
        client.on('disconnect', (reason) => errors.push(reason));
      }
      await waitFor(() => errors.length > 0 || clients.every((client) => client.connected), {
        timeoutMs: 20_000,
      });
      expect(errors).toEqual([]);
      for (const node of nodes) {
        expect(node.clients).toBeGreaterThanOrEqual(18);
        expect(node.clients).toBeLessThanOrEqual(22);
      }
    });

    it('carries WebSockets, also those that begin as polling', async () => {
      await start();
      connect(['websocket']);
      const upgraded = connect(['polling', 'websocket']);
      await allConnected();
      await waitFor(() => upgraded.io.engine.transport.name === 'websocket');
    });

    it('answers for a node that is dead, and sends new clients to it when it is back', async () => {
      await start();
      const [dead] = nodes as [StubNode];
      await dead.kill();
      for (let n = 0; n < 12; n += 1) connect(['websocket']);
      await allConnected();
      const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(`${edge.url}/api/v1/feeds`)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      await dead.revive();
      if (kind === 'haproxy') await waitFor(async () => (await nodeOf(edge.url)) === dead.id);
      for (let n = 0; n < 12; n += 1) connect(['websocket']);
      await allConnected();
      expect(dead.clients).toBeGreaterThanOrEqual(4);
    });

    it('gets a polling client in while a node takes requests and never answers', async () => {
      await start();
      const [hung] = nodes as [StubNode];
      hung.conduct = 'hang';
      for (let n = 0; n < 9; n += 1) connect(['polling'], edge.url, { timeout: 20_000 });
      await allConnected();
      expect(hung.clients).toBe(0);
    });

    it('never sends an update to a second node when the first may have taken it', async () => {
      await start();
      for (const node of nodes) node.conduct = 'die';
      const response = await fetch(`${edge.url}/api/v1/feeds/a/events`, { method: 'POST', body: '{}' });
      expect(asked('/api/v1/feeds/a/events')).toHaveLength(1);
      expect(response.status).toBe(503);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503 });
    });

    it('says in the words of the nodes that no node is there', async () => {
      await start();
      for (const node of nodes) await node.kill();
      const response = await fetch(`${edge.url}/api/v1/feeds`);
      expect([response.status, await response.json()]).toEqual([
        503,
        expect.objectContaining({ code: 'unavailable' }),
      ]);
    });

    it('passes each server-sent event on at once, whatever the client accepts', async () => {
      await start();
      for (const path of ['/api/v1/stream?feeds=a', '/api/v1/feeds/football%3Aa/stream']) {
        const headers = { 'accept-encoding': 'gzip, br' };
        const response = await fetch(`${edge.url}${path}`, { headers, signal: AbortSignal.timeout(30_000) });
        const reader = response.body?.getReader();
        const first = await reader?.read();
        expect(Buffer.from(first?.value ?? []).toString()).toContain('event: hello');
        expect(response.headers.get('content-encoding')).toBeNull();
        await reader?.cancel();
      }
    });

    it('streams 100 MB of NDJSON in both directions with flat memory', async () => {
      await start();
      const line = Buffer.from(`${'x'.repeat(1023)}\n`);
      const chunk = Buffer.concat(Array.from({ length: 64 }, () => line));
      let received = 0;
      let answeredEarly = false;
      const memory: number[] = [];
      const sent = 100 * MEGABYTE;
      await new Promise<void>((resolve, reject) => {
        const post = httpRequest(`${edge.url}/api/v1/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-ndjson' },
        });
        let left = sent;
        const write = () => {
          while (left > 0) {
            left -= chunk.length;
            if (!post.write(chunk)) {
              post.once('drain', write);
              return;
            }
          }
          post.end();
        };
        post.on('error', reject).on('response', (response) => {
          answeredEarly = left > sent / 2;
          response.on('data', (data: Buffer) => {
            if (
              Math.floor(received / (10 * MEGABYTE)) < Math.floor((received + data.length) / (10 * MEGABYTE))
            ) {
              memory.push(memoryOfGroup(edge.pid));
            }
            received += data.length;
          });
          response.on('end', resolve).on('error', reject);
        });
        write();
      });
      expect(received).toBe(sent);
      if (kind === 'haproxy') expect(answeredEarly).toBe(true);
      expect(Math.max(...memory) - Math.min(...memory)).toBeLessThan(20 * MEGABYTE);
    });

    it('tells the nodes who the client is, whatever the client says', async () => {
      await start();
      const response = await fetch(`${edge.url}/api/v1/feeds`, {
        headers: {
          'x-forwarded-for': '6.6.6.6',
          'x-forwarded-proto': 'gopher',
          'x-forwarded-host': 'evil.example',
          'x-real-ip': '6.6.6.6',
          forwarded: 'for=6.6.6.6',
        },
      });
      const seen = (await response.json()) as Record<string, string>;
      expect(seen).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-real-ip': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': `127.0.0.1:${edge.port}`,
      });
      expect(seen).not.toHaveProperty('forwarded');
      expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|gopher/);
    });

    it('writes a line of JSON for each request, and a token never, also when no node answers', async () => {
      await start();
      const secret = 'eyJhbGciOi.very-secret';
      const read = async (path: string) => (await fetch(`${edge.url}${path}`)).body?.cancel();
      await read(`/api/v1/stream?feeds=a&access_token=${secret}`);
      await read(`/api/v1/feeds?access_token=${secret}`);
      for (const node of nodes) await node.kill();
      await read(`/api/v1/feeds/last?access_token=${secret}`);
      const logged = () =>
        edge.log
          .split('\n')
          .flatMap((line) => /\{.*"path".*\}/.exec(line)?.[0] ?? [])
          .map((line) => JSON.parse(line) as { path: string });
      await waitFor(() => logged().some(({ path }) => path === '/api/v1/feeds/last'));
      expect(edge.log).not.toContain('very-secret');
      expect(logged()).toContainEqual(
        expect.objectContaining({ path: '/api/v1/feeds/last', status: 503, remote: '127.0.0.1' }),
      );
    });

    it('holds one address to its limits, and those who bear a credential to none', async () => {
      const limits = { handshakesPerSecond: 1, handshakesBurst: 5, requestsPerSecond: 1, requestsBurst: 5 };
      await start({ limits: { ...limits, connectionsPerAddress: 1000 } });
      const flood = async (path: string, headers = {}) => {
        const answers = await Promise.all(
          Array.from({ length: 60 }, () => fetch(`${edge.url}${path}`, { headers })),
        );
        const refused = answers.find(({ status }) => status === 429);
        const problem = refused && {
          retryAfter: refused.headers.get('retry-after'),
          code: ((await refused.json()) as { code: string }).code,
        };
        return { refused: answers.filter(({ status }) => status === 429).length, problem };
      };
      const told = { retryAfter: '1', code: 'rate_limited' };
      for (const path of ['/socket.io/?EIO=4&transport=polling', '/api/v1/feeds']) {
        const { refused, problem } = await flood(path);
        expect([path, refused > 30 && refused < 60, problem]).toEqual([path, true, told]);
      }
      expect(await flood('/api/v1/feeds', { authorization: 'Bearer tl_x' })).toEqual({ refused: 0 });
      // Editors of one newsroom share an address.
      for (const name of ['touchline_session', '__Host-touchline_session'])
        expect([name, await flood('/api/v1/feeds', { cookie: `theme=dark; ${name}=abc` })]).toEqual([
          name,
          { refused: 0 },
        ]);
      expect(await flood('/api/v1/feeds?access_token=abc')).toEqual({ refused: 0 });
      for (const cookie of ['other_touchline_session=abc', 'touchline_session=; theme=dark'])
        expect((await flood('/api/v1/feeds', { cookie })).refused).toBeGreaterThan(30);
    });

    it('ends TLS, for REST and for sockets', async () => {
      const [certificate, key] = makeCertificate(folder());
      const [port = 0] = await freePorts(1);
      await start({ tls: { listen: `127.0.0.1:${port}`, certificate, key } });
      const ca = readFileSync(certificate);
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        httpsRequest(`https://localhost:${port}/api/v1/feeds`, { ca, agent: false }, resolve)
          .on('error', reject)
          .end();
      });
      const body = await response.toArray();
      expect(JSON.parse(Buffer.concat(body as Buffer[]).toString())).toMatchObject({
        'x-forwarded-proto': 'https',
      });
      connect(['websocket'], `https://localhost:${port}`, { ca });
      await allConnected();
    });

    it('learns the client from a balancer by the PROXY protocol, on a listener of its own', async () => {
      const [port = 0] = await freePorts(1);
      await start({ proxy: { listen: `127.0.0.1:${port}`, balancers: ['127.0.0.1'] } });
      const get = 'GET /api/v1/feeds HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
      const told = await talk(port, `PROXY TCP4 203.0.113.9 127.0.0.1 40000 ${port}\r\n${get}`);
      expect(told).toContain('"x-forwarded-for":"203.0.113.9"');
      expect(await talk(port, get)).not.toContain('x-forwarded-for');
      expect(await talk(edge.port, get)).toContain('"x-forwarded-for":"127.0.0.1"');
    });

    it('shows the metrics of a node to those who are near, and to nobody else however they write it', async () => {
      const [port = 0] = await freePorts(1);
      await start({ proxy: { listen: `127.0.0.1:${port}`, balancers: ['127.0.0.1'] } });
      expect((await fetch(`${edge.url}/metrics`)).status).toBe(200);
      for (const path of [
        '/metrics',
        '/metrics/',
        '/%6detrics',
        '/%6Detrics/',
        '/metrics?a=b',
        '//metrics',
      ]) {
        const get = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
        const told = await talk(port, `PROXY TCP4 203.0.113.9 127.0.0.1 40000 ${port}\r\n${get}`);
        expect([path, told.split('\r\n')[0]]).toEqual([path, 'HTTP/1.1 403 Forbidden']);
      }
    });
  });
});

describeWith(['nginx'], 'NGINX', () => {
  it('keeps every socket when it is reloaded', async () => {
    await using node = await new StubNode('n1').listen();
    await using edge = await TestEdge.start('nginx', { nodes: [{ id: 'n1', address: node.address }] });
    const clients = Array.from({ length: 20 }, (_, n) =>
      io(edge.url, {
        transports: [n % 2 === 0 ? 'websocket' : 'polling'],
        forceNew: true,
        reconnection: false,
      }),
    );
    try {
      await waitFor(() => clients.every((client) => client.connected));
      const before = workersOf(edge.pid);
      edge.signal('SIGHUP');
      await waitFor(() => workersOf(edge.pid).some((pid) => !before.includes(pid)));
      expect((await fetch(`${edge.url}/api/v1/feeds`)).status).toBe(200);
      expect(clients.filter((client) => client.connected)).toHaveLength(20);
    } finally {
      for (const client of clients) client.disconnect();
    }
  });

  it.each([
    ['a path that is none', 'GET /api/v1/feeds/%zz HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a path with a NUL', 'GET /api/v1/feeds/a%00 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a request without a host', 'GET /api/v1/feeds HTTP/1.1\r\n\r\n', 400],
    ['an address that is too long', `GET /?${'q'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
    ['a header that is too long', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a method that nobody takes', 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n', 405],
  ])('refuses %s in the words of the nodes', async (_what, request, status) => {
    await using node = await new StubNode('n1').listen();
    await using edge = await TestEdge.start('nginx', { nodes: [{ id: 'n1', address: node.address }] });
    const answer = await talk(edge.port, request, '"code":"bad_request"}');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/Content-Type: application\/problem\+json/);
    expect(head).toMatch(/X-Request-Id: \w+/);
    expect(JSON.parse(body)).toMatchObject({
      type: 'urn:touchline:problem:bad_request',
      title: 'Bad request',
      status,
    });
  });

  it('refuses a body that is far too large in the words of the nodes', async () => {
    await using node = await new StubNode('n1').listen();
    await using edge = await TestEdge.start('nginx', { nodes: [{ id: 'n1', address: node.address }] });
    const answer = await talk(
      edge.port,
      `POST /api/v1/feeds HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${32 * MEGABYTE}\r\n\r\n`,
      '"code":"payload_too_large"',
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"payload_too_large"');
  });
});

async function nodeOf(url: string): Promise<string | null> {
  const response = await fetch(`${url}/api/v1/feeds`);
  await response.body?.cancel();
  return response.headers.get('x-node');
}

/** Sends the text, and resolves with what comes back until it holds `last` or the connection ends, however it ends. */
function talk(port: number, text: string, last?: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = createConnection(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (last !== undefined && answer.includes(last)) socket.destroy();
    });
    // A reset is one of the ways in which it ends.
    socket.on('error', () => undefined).on('close', () => resolve(answer));
  });
}

/** The certificate and, for HAProxy in the same file, its key. */
function makeCertificate(folder: string): [string, string] {
  const key = join(folder, 'key.pem');
  const certificate = join(folder, 'both.pem');
  const text = execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ].concat(['-addext', 'subjectAltName=DNS:localhost']),
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  execFileSync('sh', ['-c', `cat - ${key} > ${certificate}`], { input: text });
  return [certificate, key];
}

function workersOf(master: number): number[] {
  return readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' ').map(Number);
}

/** Resident bytes of a process and its children. */
function memoryOfGroup(pid: number): number {
  return [pid, ...workersOf(pid)]
    .map((one) =>
      one > 0 ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0) : 0,
    )
    .reduce((sum, kilobytes) => sum + kilobytes * 1024, 0);
}
