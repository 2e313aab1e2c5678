import { lookup, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { Resolver } from './pinned-lookup.js';
import { faultOfTarget, hostOf, type TargetRules } from './target.js';

const LOOKUP_MS = 2_000;

/**
 * What is wrong with a URL when it is registered. A name that leads inside now is refused with its reason at once; one that cannot be
 * resolved yet is accepted, since every connection is judged again.
 */
export async function registrationFault(
  url: string,
  rules: TargetRules,
  resolver: Resolver = lookup,
): Promise<string | undefined> {
  const fault = faultOfTarget(url, rules);
  if (fault !== undefined) return fault;
  const host = hostOf(new URL(url));
  if (isIP(host) !== 0) return undefined;
  const found = await resolved(host, resolver);
  return found.every(({ address }) => rules.addresses.allows(address))
    ? undefined
    : 'must lead to a public address; an operator may open others by WEBHOOK_ALLOW_PRIVATE';
}

function resolved(host: string, resolver: Resolver): Promise<readonly LookupAddress[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), LOOKUP_MS);
    resolver(host, { all: true, verbatim: true }, (error, addresses) => {
      clearTimeout(timer);
      resolve(error ? [] : addresses);
    });
  });
}
