import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** A number of hops, or addresses and networks; undefined: nobody is believed. */
export type Proxies = number | readonly string[] | undefined;

/** The headers of a request, and who sent them: the client, or the last proxy in front. */
export interface Sender {
  readonly headers: IncomingHttpHeaders;
  /** Network address of the other end of the connection. */
  readonly peer: string | undefined;
}

/** Who the client is and which host it asked for, as far as the proxies in front are believed: the same for REST and for sockets. */
export class TrustedProxies {
  /** Whether the sender so many hops away is a proxy of ours. */
  readonly trusts: (address: string | undefined, hop: number) => boolean;

  constructor(proxies: Proxies) {
    this.trusts = typeof proxies === 'number' ? (_address, hop) => hop < proxies : membership(proxies ?? []);
  }

  /** The nearest address that is no proxy of ours; '' when the connection is gone. */
  addressOf({ headers, peer }: Sender): string {
    let address = peer;
    const told = headerOf(headers, 'x-forwarded-for')?.split(',').reverse() ?? [];
    for (const [hop, before] of told.entries()) {
      if (!this.trusts(address, hop)) break;
      address = before.trim();
    }
    return address ?? '';
  }

  /** The host that the client asked for, with its port; '' when it named none. */
  hostOf({ headers, peer }: Sender): string {
    const told = this.trusts(peer, 0) ? headerOf(headers, 'x-forwarded-host') : undefined;
    // A proxy that adds instead of overwriting stands last.
    return told?.split(',').at(-1)?.trim() ?? headers.host ?? '';
  }
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function membership(networks: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return (address = '') => {
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  };
}
