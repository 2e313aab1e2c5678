import type { FastifyReply, FastifyRequest } from 'fastify';

/** One year. Neighbouring hosts decide for themselves. */
const HSTS = 'max-age=31536000';

/**
 * On every answer, those of errors included: it is data, and no page. Pages replace the content policy by their own.
 * Other origins read by CORS, which `cross-origin-resource-policy` leaves alone: it keeps answers out of their processes otherwise.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
};

/** Sets `SECURITY_HEADERS`, and over TLS that browsers stay with it. */
export function secure(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(SECURITY_HEADERS);
  if (request.protocol === 'https') void reply.header('strict-transport-security', HSTS);
}
