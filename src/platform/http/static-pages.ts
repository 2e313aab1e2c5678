import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const YEAR_SECONDS = 31_536_000;

/** The pages talk to this server alone, by sockets too, and bring all they need. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "manifest-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
];

export interface PagesOptions {
  /** Where the pages are, with a slash at both ends. Default `/`. */
  readonly prefix?: string;
  /** Answer every path below the prefix that is no file with the page: its script knows what to show. */
  readonly fallback?: boolean;
  /** Who may show the pages in a frame: a source of the content policy. Default `'self'`. */
  readonly frameAncestors?: "'self'" | "'none'";
}

/** `<workspace>/dist` of the checkout, from the sources as well as from `dist`; undefined when the pages were not built. */
export function pagesFolder(
  workspace: string,
  from = dirname(fileURLToPath(import.meta.url)),
): string | undefined {
  const folder = join(from, workspace, 'dist');
  if (existsSync(join(folder, 'index.html'))) return folder;
  const parent = dirname(from);
  return parent === from ? undefined : pagesFolder(workspace, parent);
}

/**
 * Serves a folder of built pages. One route a file that is there now: no path of a request ever reaches the file system.
 * Files with a digest in their name are kept by browsers for good, pages are asked for again each time.
 */
export async function servePages(
  server: FastifyInstance,
  folder: string,
  { prefix = '/', fallback = false, frameAncestors = "'self'" }: PagesOptions = {},
): Promise<void> {
  const policy = [...CONTENT_POLICY, `frame-ancestors ${frameAncestors}`].join('; ');
  await server.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: folder,
      prefix,
      wildcard: false,
      index: 'index.html',
      decorateReply: fallback,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const hashed = path.startsWith(join(folder, 'assets'));
        void reply.header(
          'cache-control',
          hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
        );
        if (!path.endsWith('.html')) return;
        void reply.header('content-security-policy', policy);
        void reply.header('referrer-policy', 'same-origin');
        void reply.header('x-frame-options', frameAncestors === "'none'" ? 'DENY' : 'SAMEORIGIN');
      },
    });
    if (!fallback) return;
    scope.get(`${prefix}*`, (request, reply): FastifyReply => {
      const path = (request.params as { readonly '*': string })['*'];
      if (path.startsWith('assets/')) reply.callNotFound();
      else void reply.sendFile('index.html');
      return reply;
    });
  });
}
