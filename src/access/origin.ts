import type { IncomingHttpHeaders } from 'node:http';

interface Where {
  readonly headers: IncomingHttpHeaders;
  /** The host that the client asked for, with its port. */
  readonly host: string;
}

/**
 * Whether a page of ours, or of a configured origin, sent a request, as browsers tell by `Origin` and `Sec-Fetch-Site`. Without both
 * it comes from no browser that would add a cookie for a foreign page, so it is let through.
 */
export function isOwnPage({ headers, host }: Where, trusted: readonly string[]): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined) return trusted.includes(origin) || hostOf(origin) === host.toLowerCase();
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Undefined for `null` and whatever else is no origin of a page. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/?#@\s]+)$/i.exec(origin)?.[1]?.toLowerCase();
}
