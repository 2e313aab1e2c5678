import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ADMIN_API_KEY, Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the server until it ends by itself. */
async function runToEnd(env: Readonly<Record<string, string>>): Promise<Ended> {
  const main = join(__dirname, '../../dist/src/main.js');
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...env } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('the server as a process', () => {
  const folder = useTempFolder('start-and-stop');
  const dataDir = (): string => join(folder(), 'data');

  it('lists every fault of its configuration and exits 78', async () => {
    const { code, output } = await runToEnd({ PORT: 'x', DEMO: 'maybe', DATA_DIR: dataDir() });
    expect(code).toBe(78);
    expect(output).toContain('PORT: "x" does not fit. Set a whole number from 0 to 65535.');
    expect(output).toContain('DEMO: "maybe" does not fit. Set one of on, off.');
  });

  it('prints a key that it made at its first start, and publishes with it', async () => {
    await using server = await Server.start({ dataDir: dataDir(), env: { ADMIN_API_KEY: '' } });
    const key = readFileSync(join(dataDir(), 'admin-api-key'), 'utf8').trim();
    await waitFor(() => server.output.includes(key));
    const headers = { authorization: `Bearer ${key}` };
    expect(
      (await server.call('POST', '/feeds', { id: 'a', kind: 'custom', title: 'A' }, headers)).status,
    ).toBe(201);
  });

  it('says which port is in use and exits 1, and the next start finds nothing in its way', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const env = { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir(), DEMO: 'off' };
    const { code, output } = await runToEnd(env);
    blocker.close();
    expect([code, output.includes(`Port ${port} on 127.0.0.1 is in use.`)]).toEqual([1, true]);
  });

  it('drains on SIGTERM: not ready any more, still publishing, and gone with exit code 0 in time', async () => {
    const env = { DRAIN_SECONDS: '10' };
    await using server = await Server.start({ dataDir: dataDir(), env });
    const request = httpRequest(`${server.url}/api/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_API_KEY}`, 'content-type': 'application/x-ndjson' },
    });
    // The server breaks it off in the end, as it must: it would never end.
    request.on('error', () => undefined);
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    const line = `${JSON.stringify({ feed: 'a', type: 'set', data: { x: 1 } })}\n`;
    request.write(line);
    const [response] = await answered;
    let results = '';
    response.on('data', (chunk: Buffer) => (results += chunk.toString())).on('error', () => undefined);
    await waitFor(() => results.includes('"committed"'));

    const gone = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    await waitFor(async () => (await fetch(`${server.url}/readyz`)).status === 503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    request.write(line);
    await waitFor(() => results.split('"committed"').length === 3);
    // Past DRAIN_SECONDS it would end with 1.
    expect(await gone).toEqual([0, null]);
  });

  it('is gone in time on SIGTERM though clients that poll never ask again', async () => {
    const env = { DRAIN_SECONDS: '10' };
    await using server = await Server.start({ dataDir: dataDir(), env });
    const join = async (): Promise<string> => {
      const base = `${server.url}/socket.io/?EIO=4&transport=polling`;
      const handshake = await (await fetch(base)).text();
      const url = `${base}&sid=${(JSON.parse(handshake.slice(1)) as { sid: string }).sid}`;
      await fetch(url, { method: 'POST', body: '40', headers: { 'content-type': 'text/plain' } });
      expect(await (await fetch(url)).text()).toMatch(/^40/);
      return url;
    };
    await join();
    const leaving = new AbortController();
    const poll = fetch(await join(), { signal: leaving.signal });
    const connections = /^touchline_realtime_connections\{.*polling.*\} (\d+)$/m;
    const count = async () => connections.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
    await waitFor(async () => (await count()) === '2');
    leaving.abort();
    await expect(poll).rejects.toThrow();
    await waitFor(async () => (await count()) === '1');

    const gone = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });
});
