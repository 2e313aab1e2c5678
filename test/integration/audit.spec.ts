import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { useTempFolder } from '../support/temp-folder.js';

const root = resolve(__dirname, '../..');
const QUESTION = '/-/npm/v1/security/advisories/bulk';

interface Advisory {
  readonly severity: string;
  readonly title: string;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const bytes = Buffer.concat((await request.toArray()) as Buffer[]);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}

describe('the audit of the dependencies', () => {
  let server: Server | undefined;
  const folder = useTempFolder();
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((done) => (server?.listening ? server.close(done) : done(undefined)));
  });

  async function registry(answer: RequestListener): Promise<string> {
    server = createServer(answer);
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server?.address() as AddressInfo).port}`;
  }

  /** A registry that knows advisories by package. */
  const knowing = (advisories: Readonly<Record<string, Advisory>>, asked: string[] = []) =>
    registry((request, response) => {
      void bodyOf(request).then((body) => {
        if (request.url !== QUESTION) return response.writeHead(404).end('{}');
        const packages = JSON.parse(body) as Record<string, string[]>;
        asked.push(...Object.keys(packages));
        const known = Object.entries(advisories).filter(([name]) => name in packages);
        const answer = known.map(([name, advisory]) => [
          name,
          [{ id: 1, url: 'https://advisories.example/1', vulnerable_versions: '*', cwe: [], ...advisory }],
        ]);
        return response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(Object.fromEntries(answer)));
      });
    });

  async function audit(url: string, deadlineMs = 30_000): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, ['scripts/audit.mjs', '--deadline-ms', String(deadlineMs)], {
      cwd: root,
      env: { ...process.env, npm_config_registry: url, npm_config_cache: join(folder(), randomUUID()) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((done) => child.on('close', done));
    return { code, said };
  }

  it('passes when nothing severe is known of what the product runs on', async () => {
    const asked: string[] = [];
    const url = await knowing({ fastify: { severity: 'moderate', title: 'Slow' } }, asked);
    const { code, said } = await audit(url);
    expect([code, said]).toEqual([0, expect.stringContaining('No dependency') as string]);
    expect(asked).toContain('fastify');
  });

  it.each(['high', 'critical'])('fails on a %s hole, and names it', async (severity) => {
    const { code, said } = await audit(await knowing({ fastify: { severity, title: 'Lets anybody in' } }));
    expect(code).toBe(1);
    expect(said).toMatch(
      new RegExp(`fastify .*\\(${severity}\\): Lets anybody in https://advisories.example/1`),
    );
  });

  it('does not fail on what only develops and tests it', async () => {
    const { code, said } = await audit(await knowing({ jest: { severity: 'critical', title: 'x' } }));
    expect([code, said]).toEqual([0, expect.stringContaining('No dependency') as string]);
  });

  it('says loudly that it was skipped when the registry is away, refuses, or does not know the question', async () => {
    const away = await knowing({});
    await new Promise((done) => server?.close(done));
    const refusing = (status: number, body: string) =>
      registry((_request, response) => void response.writeHead(status).end(body));
    expect(await audit(away)).toMatchObject({ code: 0, said: expect.stringContaining('SKIPPED') as string });
    for (const [status, body] of [
      [404, '{}'],
      [503, 'busy'],
      [200, '<html>a captive portal</html>'],
    ] as const) {
      const told = await audit(await refusing(status, body));
      expect([status, told]).toMatchObject([
        status,
        { code: 0, said: expect.stringContaining('SKIPPED') as string },
      ]);
      await new Promise((done) => server?.close(done));
    }
  });

  it('waits no longer than its deadline for a registry that says nothing', async () => {
    const begun = performance.now();
    const { code, said } = await audit(await registry(() => undefined), 3000);
    expect([code, said]).toEqual([0, expect.stringContaining('SKIPPED') as string]);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});
