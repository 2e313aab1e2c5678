import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const YEAR_SECONDS = 31_536_000;

/** The pages talk to this server alone and bring all they need. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "connect-src 'self' ws: wss:",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** `spectator-ui/dist` of the checkout, from the sources as well as from `dist`; undefined when the pages were not built. */
export function pagesFolder(from = dirname(fileURLToPath(import.meta.url))): string | undefined {
  const folder = join(from, 'spectator-ui', 'dist');
  if (existsSync(join(folder, 'index.html'))) return folder;
  const parent = dirname(from);
  return parent === from ? undefined : pagesFolder(parent);
}

/**
 * Serves a folder of built pages at `/`. One route a file that is there now: no path of a request ever reaches the file system.
 * Files with a digest in their name are kept by browsers for good, pages are asked for again each time.
 */
export async function servePages(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: 'index.html',
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const hashed = path.startsWith(join(folder, 'assets'));
      void reply.header('cache-control', hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
      if (!path.endsWith('.html')) return;
      void reply.header('content-security-policy', CONTENT_POLICY);
      void reply.header('referrer-policy', 'same-origin');
    },
  });
}
