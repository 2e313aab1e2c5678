import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { pagesFolder, servePages } from './static-pages.js';

describe('servePages', () => {
  let root: string;
  let server: FastifyInstance;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'touchline-pages-'));
    const folder = join(root, 'spectator-ui', 'dist');
    await mkdir(join(folder, 'assets'), { recursive: true });
    await writeFile(join(root, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Touchline</title>');
    await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {}');
    server = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
    await servePages(server, folder);
    await servePages(server, folder, { prefix: '/admin/', fallback: true, frameAncestors: "'none'" });
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  /** A path as it stands: `fetch` would tidy it up. */
  const get = (path: string, headers = {}) =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }>(
      (resolve, reject) => {
        const { port } = server.server.address() as AddressInfo;
        request({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
          let body = '';
          answer.on('data', (chunk) => (body += String(chunk)));
          answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
        })
          .on('error', reject)
          .end();
      },
    );
  afterEach(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  it('serves the page at / and asks browsers to look for a new one each time', async () => {
    const answer = await get('/');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['content-security-policy']).toContain("script-src 'self';");
    expect(answer.headers['etag']).toBeDefined();
    const again = await get('/', { 'if-none-match': String(answer.headers['etag']) });
    expect(again.status).toBe(304);
  });

  it('lets browsers keep files with a digest in their name', async () => {
    const answer = await get('/assets/index-abc123.js');
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each([
    '/../secret.txt',
    '/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5c..%5csecret.txt',
    '/assets/',
    '/%00',
    '/index.html/..',
  ])('answers %s with nothing of the file system', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toBe('secret');
  });

  it.each(['/admin', '/admin/', '/admin/feeds/football.final', '/admin/feeds/a?tab=b'])(
    'answers %s with the page below its prefix, which no other site may frame',
    async (url) => {
      const answer = await get(url);
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('<title>Touchline</title>');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    },
  );

  it('serves the files below its prefix, and no page for one that is gone', async () => {
    expect((await get('/admin/assets/index-abc123.js')).body).toBe('export {}');
    expect((await get('/admin/assets/index-old.js')).status).toBe(404);
    expect((await get('/elsewhere')).status).toBe(404);
  });

  it.each(['/admin/../secret.txt', '/admin/..%2f..%2fsecret.txt', '/admin/%2e%2e/%2e%2e/secret.txt'])(
    'answers %s with nothing of the file system',
    async (url) => {
      expect((await get(url)).body).not.toBe('secret');
    },
  );

  it('finds the pages of a checkout from anywhere inside, and none where none were built', async () => {
    const inside = join(root, 'dist', 'src', 'spectator');
    expect(pagesFolder('spectator-ui', inside)).toBe(join(root, 'spectator-ui', 'dist'));
    expect(pagesFolder('spectator-ui', tmpdir())).toBeUndefined();
  });
});
