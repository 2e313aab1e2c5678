import { isIP } from 'node:net';
import type { AddressPolicy } from './address-policy.js';

export interface TargetRules {
  readonly addresses: AddressPolicy;
  readonly httpsOnly: boolean;
}

const LONGEST = 2048;
/** Of those above 1023, what browsers refuse too: other protocols whose servers might take a request for one of theirs. */
const REFUSED_PORTS = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
]);
/** Names that never lead out of a host or a site, whatever a resolver says. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|localdomain)\.?$/;

/**
 * What is wrong with a URL to send to, as its reader should correct it; undefined: nothing. Judged without asking the network: what a
 * name leads to is judged each time a connection is made. The URL parser turns every spelling of an IPv4 address (decimal, octal,
 * hexadecimal, shortened) into the usual one first.
 */
export function faultOfTarget(text: string, { addresses, httpsOnly }: TargetRules): string | undefined {
  if (text.length > LONGEST) return `must be at most ${LONGEST} characters`;
  // The parser would drop line breaks and tabs silently.
  if (/[^\x21-\x7e]/.test(text) || !URL.canParse(text)) {
    return 'must be an absolute URL in ASCII without spaces, such as https://example.org/hooks';
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && (httpsOnly || url.protocol !== 'http:')) {
    return httpsOnly ? 'must begin with https://' : 'must begin with https:// or http://';
  }
  if (url.username !== '' || url.password !== '' || text.split(/[/?#]/)[2]?.includes('@')) {
    return 'must not contain credentials: requests are signed instead';
  }
  if (text.includes('#')) return 'must not contain a fragment: it is never sent';
  return faultOfPort(url) ?? faultOfHost(url, addresses);
}

function faultOfPort({ port }: URL): string | undefined {
  const number = Number(port);
  if (port === '' || number === 80 || number === 443) return undefined;
  if (number > 1023 && !REFUSED_PORTS.has(number)) return undefined;
  return 'must use port 80, 443 or one above 1023 that belongs to no other protocol';
}

function faultOfHost(url: URL, addresses: AddressPolicy): string | undefined {
  const host = hostOf(url);
  const closed = 'must lead to a public address; an operator may open others by WEBHOOK_ALLOW_PRIVATE';
  if (isIP(host) !== 0) return addresses.allows(host) ? undefined : closed;
  if (!LOCAL_NAME.test(host) || addresses.allows('127.0.0.1') || addresses.allows('10.0.0.1'))
    return undefined;
  return closed;
}

/** Name or address without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
