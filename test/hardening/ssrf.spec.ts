import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { AddressPolicy, type AllowedAddresses } from '../../src/webhooks/address-policy.js';
import type { Resolver } from '../../src/webhooks/pinned-lookup.js';
import { Sender } from '../../src/webhooks/sender.js';
import { registrationFault } from '../../src/webhooks/target-check.js';
import { faultOfTarget } from '../../src/webhooks/target.js';

const rules = (allowed: AllowedAddresses = 'off', httpsOnly = false) => ({
  addresses: new AddressPolicy(allowed),
  httpsOnly,
});
const HEADERS = { 'webhook-id': 'msg_1' };

/** A resolver that gives the next of these answers each time, and the last one for ever. */
function resolving(...answers: readonly (readonly string[])[]): Resolver & { readonly asked: string[] } {
  const asked: string[] = [];
  const resolver: Resolver = (host, _options, done) => {
    asked.push(host);
    const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    setImmediate(() => done(null, found));
  };
  return Object.assign(resolver, { asked });
}

describe('requests to the inside by way of a webhook', () => {
  let inside: Server;
  let hits: { readonly url: string | undefined; readonly headers: object }[] = [];
  let answer: (url: string) => {
    readonly status: number;
    readonly headers?: Record<string, string>;
  } = () => ({
    status: 200,
  });
  const senders: Sender[] = [];

  beforeAll(async () => {
    inside = createServer((request, response) => {
      hits.push({ url: request.url, headers: request.headers });
      const { status, headers } = answer(request.url ?? '');
      response.writeHead(status, headers).end();
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    hits = [];
    answer = () => ({ status: 200 });
  });
  afterEach(() => {
    for (const sender of senders.splice(0)) sender.close();
  });
  afterAll(async () => {
    inside.closeAllConnections();
    await new Promise((resolve) => inside.close(resolve));
  });

  const port = (): number => (inside.address() as AddressInfo).port;
  function sender(allowed: AllowedAddresses = 'off', resolver?: Resolver, timeoutMs = 2_000): Sender {
    const made = new Sender({
      rules: rules(allowed),
      clock: new SystemClock(),
      timeoutMs,
      ...(resolver ? { resolver } : {}),
    });
    senders.push(made);
    return made;
  }

  it.each([
    ['loopback', '127.0.0.1'],
    ['all of loopback', '127.8.9.10'],
    ['this host', '0.0.0.0'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.0.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['metadata of a cloud inside carrier-grade NAT', '100.100.100.200'],
    ['link-local and its metadata', '169.254.169.254'],
    ['the virtual public address of a cloud', '168.63.129.16'],
    ['protocol assignments and their metadata', '192.0.0.192'],
    ['documentation', '203.0.113.1'],
    ['benchmarks', '198.18.0.1'],
    ['the 6to4 relay', '192.88.99.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['loopback in IPv6', '::1'],
    ['unspecified in IPv6', '::'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped, in hexadecimal', '::ffff:a9fe:a9fe'],
    ['IPv4-mapped, written out', '0:0:0:0:0:ffff:10.0.0.1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001:0:7f00:1::1'],
    ['unique local', 'fd12:3456::1'],
    ['metadata in IPv6', 'fd00:ec2::254'],
    ['link-local in IPv6', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast in IPv6', 'ff02::1'],
    ['documentation in IPv6', '2001:db8::1'],
    ['no address at all', 'localhost'],
  ])('%s is refused: %s', (_, address) => {
    expect(new AddressPolicy('off').allows(address)).toBe(false);
  });

  it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
    'the public address %s is allowed',
    (address) => {
      expect(new AddressPolicy('off').allows(address)).toBe(true);
    },
  );

  it('opening private addresses opens neither metadata nor link-local nor multicast', () => {
    const on = new AddressPolicy('on');
    for (const open of [
      '127.0.0.1',
      '10.0.0.1',
      '192.168.1.1',
      '::1',
      'fd12::1',
      '::ffff:10.0.0.1',
      '1.1.1.1',
    ]) {
      expect([open, on.allows(open)]).toEqual([open, true]);
    }
    const closed = ['169.254.169.254', 'fe80::1', 'fd00:ec2::254', '100.100.100.200', '224.0.0.1', '0.0.0.0'];
    for (const address of closed) expect([address, on.allows(address)]).toEqual([address, false]);
  });

  it('a list opens exactly what it names', () => {
    const some = new AddressPolicy(['10.1.0.0/16', 'fd12::/16', '169.254.1.1']);
    for (const open of ['10.1.2.3', 'fd12::5', '169.254.1.1', '1.1.1.1', '::ffff:10.1.2.3']) {
      expect([open, some.allows(open)]).toEqual([open, true]);
    }
    for (const address of ['10.2.0.1', '127.0.0.1', '169.254.169.254']) {
      expect([address, some.allows(address)]).toEqual([address, false]);
    }
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://0x7f.0.0.0x1:8080/',
    'http://%31%32%37.0.0.1/',
    'http://127.0.0.1./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[0:0:0:0:0:ffff:7f00:1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://printer.local/',
    'http://metadata.google.internal/',
    'http://example.org:22/',
    'http://example.org:25/',
    'http://example.org:6667/',
    'http://user:pass@example.org/',
    'http://user@example.org/',
    'http://@example.org/',
    'http://example.org/#fragment',
    'http://example.org/\r\nX-Injected: 1',
    'http://example.org/a b',
    ' http://example.org/',
    'http://exa\tmple.org/',
    'http://ｅxample.org/',
    'file:///etc/passwd',
    'gopher://example.org/',
    'javascript:alert(1)',
    '//example.org/',
    'http:///',
    `http://example.org/${'a'.repeat(2048)}`,
  ])('the URL %j is refused', async (url) => {
    expect(faultOfTarget(url, rules())).toEqual(expect.any(String));
    const outcome = await sender('off', resolving(['127.0.0.1'])).send(url, '{}', HEADERS);
    expect(outcome).toMatchObject({ delivered: false, error: expect.any(String) });
    expect(outcome.status).toBeUndefined();
    expect(hits).toEqual([]);
  });

  it('only https is accepted where the operator says so', () => {
    expect(faultOfTarget('http://example.org/', rules('off', true))).toContain('https://');
    expect(faultOfTarget('https://example.org/', rules('off', true))).toBeUndefined();
  });

  it('a name that leads inside is refused when it is registered, and when it is sent to', async () => {
    const url = `http://innocent.example:${port()}/`;
    expect(await registrationFault(url, rules(), resolving(['127.0.0.1']))).toContain('public address');
    expect(await registrationFault(url, rules(), resolving(['1.1.1.1']))).toBeUndefined();
    expect(await registrationFault(url, rules(), resolving([]))).toBeUndefined();
    const outcome = await sender('off', resolving(['127.0.0.1'])).send(url, '{}', HEADERS);
    expect(outcome.error).toBe('The host does not lead to public addresses only.');
    expect(hits).toEqual([]);
  });

  it('a name with a public and a private address is refused whole', async () => {
    const both = resolving(['1.1.1.1', '127.0.0.1']);
    const outcome = await sender('off', both).send(`http://both.example:${port()}/`, '{}', HEADERS);
    expect(outcome.error).toContain('public addresses only');
    expect(hits).toEqual([]);
  });

  it('DNS rebinding: the address that was judged is the one that is connected to', async () => {
    // Judged once it is allowed; a second look-up would lead to a port where nobody listens.
    const rebinding = resolving(['127.0.0.1'], ['127.0.0.2']);
    const outcome = await sender(['127.0.0.1'], rebinding).send(
      `http://rebind.example:${port()}/`,
      '{}',
      HEADERS,
    );
    expect(outcome).toMatchObject({ delivered: true, status: 200 });
    expect(rebinding.asked).toEqual(['rebind.example']);
    expect(hits).toHaveLength(1);
  });

  it('DNS rebinding: a new connection is judged anew', async () => {
    const rebinding = resolving(['127.0.0.1'], ['127.0.0.2']);
    answer = () => ({ status: 200, headers: { connection: 'close' } });
    const careful = sender(['127.0.0.1'], rebinding);
    const url = `http://rebind.example:${port()}/`;
    expect(await careful.send(url, '{}', HEADERS)).toMatchObject({ delivered: true });
    const second = await careful.send(url, '{}', HEADERS);
    expect(second.error).toContain('public addresses only');
    expect(hits).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%d) is not followed', async (status) => {
    answer = (url) => (url === '/' ? { status, headers: { location: '/secret' } } : { status: 200 });
    const outcome = await sender('on').send(`http://127.0.0.1:${port()}/`, '{}', HEADERS);
    expect(outcome).toMatchObject({ delivered: false, status, error: expect.stringContaining('redirects') });
    expect(hits.map(({ url }) => url)).toEqual(['/']);
  });

  it('what a URL holds cannot become a header', async () => {
    const url = `http://127.0.0.1:${port()}/%0d%0aX-Injected:%201?q=%0d%0aX-Injected:1`;
    expect(await sender('on').send(url, '{}', HEADERS)).toMatchObject({ delivered: true });
    expect(hits).toHaveLength(1);
    expect(hits[0]?.headers).not.toHaveProperty('x-injected');
  });

  /** A receiver that answers with whatever bytes. */
  async function raw(serve: (socket: Socket) => void): Promise<{ url: string; close: () => Promise<void> }> {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).once('data', () => serve(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
  }

  it('a kept connection that the receiver closes as it is used again is no failure', async () => {
    let requests = 0;
    const closing = await raw((socket) => {
      requests++;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      socket.once('data', () => {
        requests++;
        socket.resetAndDestroy();
      });
    });
    const kept = sender('on');
    expect(await kept.send(closing.url, '{}', HEADERS)).toMatchObject({ delivered: true });
    expect(await kept.send(closing.url, '{}', HEADERS)).toMatchObject({ delivered: true });
    expect(requests).toBe(3);
    await closing.close();
  });

  it('an answer without end is cut, and its beginning kept', async () => {
    const endless = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const more = (): void => {
        while (socket.writable && socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`));
      };
      socket.on('drain', more);
      more();
    });
    const outcome = await sender('on', undefined, 30_000).send(endless.url, '{}', HEADERS);
    expect(outcome).toMatchObject({ delivered: true, status: 200 });
    expect(outcome.body).toHaveLength(1024);
    await endless.close();
  });

  it('a receiver that never answers costs the timeout and no more', async () => {
    const silent = await raw(() => undefined);
    const outcome = await sender('on', undefined, 200).send(silent.url, '{}', HEADERS);
    expect(outcome).toMatchObject({ delivered: false, error: 'There was no answer within 200 ms.' });
    await silent.close();
  });

  it('an answer that drips is cut at the timeout, and its status holds', async () => {
    const dripping = await raw(
      (socket) => void socket.write('HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nno'),
    );
    const outcome = await sender('on', undefined, 2_000).send(dripping.url, '{}', HEADERS);
    expect(outcome).toMatchObject({ delivered: false, status: 500, body: 'no' });
    await dripping.close();
  });

  it.each([
    ['headers without end', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(100_000)}`],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.0\r\n'],
  ])('%s is a failure like another', async (_, text) => {
    const strange = await raw((socket) => void socket.end(text));
    const outcome = await sender('on').send(strange.url, '{}', HEADERS);
    expect(outcome.delivered).toBe(false);
    expect(outcome.status).toBeUndefined();
    await strange.close();
  });
});
