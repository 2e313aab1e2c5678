import { lookup as resolve, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { AddressPolicy } from './address-policy.js';

export type Resolver = (
  host: string,
  options: { readonly all: true; readonly verbatim: boolean },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name that leads where nothing may be sent. Says not where: whoever registers webhooks is told nothing of the inside. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';

  constructor() {
    super('The host does not lead to public addresses only.');
  }
}

/**
 * Resolves once a connection and hands on exactly the addresses that were judged, so that a name cannot lead elsewhere between the
 * look and the step. One address that is refused refuses them all.
 */
export function pinnedLookup(policy: AddressPolicy, resolver: Resolver = resolve): LookupFunction {
  return (host, options, done) => {
    resolver(host, { all: true, verbatim: true }, (error, found) => {
      if (error) return done(error, []);
      const wanted = options.family === 4 || options.family === 6 ? options.family : undefined;
      const addresses = wanted === undefined ? found : found.filter(({ family }) => family === wanted);
      if (found.some(({ address }) => !policy.allows(address))) return done(new AddressRefused(), []);
      const [first] = addresses;
      if (!first) return done(new AddressRefused(), []);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
