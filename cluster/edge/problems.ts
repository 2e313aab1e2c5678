/** What the edge itself answers, in the words of the nodes (RFC 9457; codes and titles as in docs/protocol.md, section 2). */
export interface EdgeProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const malformed = (status: number, detail: string): EdgeProblem => ({ status, code: 'bad_request', detail });

export const MALFORMED = malformed(400, 'This is not a valid HTTP/1.1 request, or its path is none.');
export const NO_METHOD = malformed(405, 'No route takes this method.');
export const TOO_SLOW = malformed(408, 'The request did not arrive in time. Send it again.');
export const TOO_LONG = malformed(414, 'The address is longer than 16 KiB. Shorten the query.');
export const TOO_MANY_HEADERS = malformed(
  431,
  'The request line and headers are larger than 16 KiB. Shorten them.',
);
export const TOO_LARGE: EdgeProblem = {
  status: 413,
  code: 'payload_too_large',
  detail: 'Send less than 4 MiB, or NDJSON to /api/v1/events.',
};
export const RATE_LIMITED: EdgeProblem = {
  status: 429,
  code: 'rate_limited',
  detail: 'This address asks too often. Wait, then ask again.',
};
export const UNAVAILABLE: EdgeProblem = {
  status: 503,
  code: 'unavailable',
  detail:
    'No node answered. Whether the request took effect is unknown: repeat it with the same Idempotency-Key.',
};

/** The body; it holds no quote that a configuration file would have to escape. */
export function problemBody({ status, code, detail }: EdgeProblem): string {
  const title = code.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
  return JSON.stringify({ type: `urn:touchline:problem:${code}`, title, status, detail, code });
}
