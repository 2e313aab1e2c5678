import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { Remote } from '../../support/remote.js';
import { waitFor } from '../../support/wait-for.js';
import type { Attacks } from './attacks.js';
import { OPENED } from './target.js';

interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A server on an address of this machine, which notes what it is asked. */
class Listener implements AsyncDisposable {
  readonly seen: Seen[] = [];

  private constructor(readonly server: Server) {}

  static async on(address: string, answer: (response: ServerResponse) => void): Promise<Listener> {
    const listener: Listener = new Listener(
      createServer((request, response) => {
        listener.seen.push({ url: request.url ?? '', headers: request.headers });
        request.resume();
        answer(response);
      }),
    );
    await new Promise<void>((resolve) => listener.server.listen(0, address, resolve));
    return listener;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const inside = () => Listener.on('127.0.0.1', (response) => response.end());

interface Told {
  readonly id: string;
  readonly status: string;
  readonly error?: string;
}

const register = (remote: Remote, url: string) =>
  remote.call('/webhooks', { body: { url, feeds: ['nothing'] } });

/** What became of a test message to a URL; undefined: the URL was refused by name. */
async function sent(remote: Remote, url: string): Promise<Told | undefined> {
  const made = await register(remote, url);
  if (made.status === 422) {
    expect((made.json as { errors: { path: string }[] }).errors[0]?.path).toBe('url');
    return undefined;
  }
  expect([url, made.status]).toEqual([url, 201]);
  const { id } = made.json as { id: string };
  const answer = await remote.call(`/webhooks/${id}/test`, { method: 'POST' });
  await remote.call(`/webhooks/${id}`, { method: 'DELETE' });
  return answer.json as Told;
}

/** On webhooks: requests that the server makes to where a stranger says. */
export const WEBHOOKS: Attacks = {
  'SSRF by redirect: an allowed receiver cannot send a request on to the inside': async ({ remote }) => {
    await using hidden = await inside();
    for (const status of [301, 302, 303, 307, 308]) {
      await using receiver = await Listener.on(OPENED, (response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${hidden.port}/metadata` }).end(),
      );
      const told = await sent(remote, `http://${OPENED}:${receiver.port}/`);
      expect([status, told]).toMatchObject([
        status,
        { status: 'failed', error: expect.stringContaining('redirects are not followed') as string },
      ]);
      expect(receiver.seen).toHaveLength(1);
    }
    expect(hidden.seen).toEqual([]);
  },

  'DNS rebinding: a name is judged by where it leads, each time it is sent to': async ({ remote }) => {
    await using hidden = await inside();
    const names = [
      'localhost',
      'localhost.',
      'LOCALHOST',
      'a.localhost',
      'ip6-localhost',
      hostname(),
      `${hostname()}.`,
    ];
    for (const name of names) {
      const told = await sent(remote, `http://${name}:${hidden.port}/`);
      // Whatever does not resolve now may be registered; it leads to nothing.
      if (told) expect([name, told.status]).toEqual([name, 'failed']);
    }
    expect(hidden.seen).toEqual([]);
  },

  'IPv6 forms: no spelling of an address leads to the inside': async ({ remote }) => {
    await using hidden = await inside();
    const hosts = [
      ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]'],
      ...['[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::1]', '[fe80::1]', '[fd00:ec2::254]'],
      ...['127.0.0.1', '2130706433', '0x7f000001', '017700000001', '127.1', '0', '0x7f.1', '127.0.0.3'],
    ];
    for (const host of hosts)
      expect([host, await sent(remote, `http://${host}:${hidden.port}/`)]).toEqual([host, undefined]);
    expect(hidden.seen).toEqual([]);
  },

  'header injection in webhooks: nothing that a URL, a feed or a type holds becomes a header': async ({
    remote,
  }) => {
    await using receiver = await Listener.on(OPENED, (response) => response.end());
    const base = `http://${OPENED}:${receiver.port}`;
    for (const url of [
      `${base}/a\r\nx-injected: 1`,
      `${base}/a\nx-injected: 1`,
      `${base}/a b`,
      `http://x-injected:1@${OPENED}:${receiver.port}/`,
      `${base}\r\n/`,
    ])
      expect([url, (await register(remote, url)).status]).toEqual([url, 422]);
    await remote.feed('lines', { title: 'x\r\nx-injected: 1', tags: ['x\r\nx-injected: 1'] });
    const url = `${base}/%0d%0ax-injected:%201?q=%0d%0ax-injected:%201`;
    const made = await remote.call('/webhooks', { body: { url, feeds: ['lines'] } });
    await remote.publish('lines', { text: 'x\r\nx-injected: 1' });
    const seen = await waitFor(() => receiver.seen[0]);
    expect(seen.url).toBe('/%0d%0ax-injected:%201?q=%0d%0ax-injected:%201');
    expect(Object.keys(seen.headers).filter((name) => name.includes('injected'))).toEqual([]);
    expect(seen.headers['host']).toBe(`${OPENED}:${receiver.port}`);
    await remote.call(`/webhooks/${(made.json as { id: string }).id}`, { method: 'DELETE' });
  },
};
