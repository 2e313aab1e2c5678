import { BlockList, isIP } from 'node:net';

/** What the operator opens: nothing that is not public, the usual private networks, or those of a list. */
export type AllowedAddresses = 'off' | 'on' | readonly string[];

/** Not reachable from the whole internet, or not one host of it: RFC 6890 and its successors, with clouds' metadata among them. */
const CLOSED_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...[
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.31.196.0/24',
    '192.52.193.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
  ],
  ...['192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // A public address inside which Azure answers every virtual machine.
  '168.63.129.16/32',
];
/** Of what is global unicast at all. Tunnels (6to4, Teredo) lead to any IPv4 address. */
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];
const GLOBAL_V6 = '2000::/3';
/** What `on` opens. Link-local, where metadata services live, and multicast stay closed. */
const PRIVATE = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
const PRIVATE_V6 = ['::1/128', 'fc00::/7'];
/** AWS and others answer there, inside a private network. */
const METADATA = ['100.100.100.200/32', 'fd00:ec2::254/128', 'fd20:ce::254/128'];

/** Which addresses may be sent to. Everything that is not known to be a public unicast address is refused. */
export class AddressPolicy {
  readonly #closed = listOf([...CLOSED_V4, ...CLOSED_V6]);
  readonly #global = listOf([GLOBAL_V6]);
  readonly #metadata = listOf(METADATA);
  readonly #private: BlockList;
  readonly #listed: BlockList;

  constructor(allowed: AllowedAddresses) {
    this.#private = listOf(allowed === 'on' ? [...PRIVATE, ...PRIVATE_V6] : []);
    this.#listed = listOf(typeof allowed === 'string' ? [] : allowed);
  }

  /** @param address as the resolver gives it; what is no address is refused */
  allows(address: string): boolean {
    const plain = unmapped(address);
    const family = isIP(plain);
    if (family === 0 || plain.includes('%')) return false;
    const type = family === 4 ? 'ipv4' : 'ipv6';
    if (this.#listed.check(plain, type)) return true;
    if (this.#metadata.check(plain, type)) return false;
    if (this.#private.check(plain, type)) return true;
    return (family === 4 || this.#global.check(plain, type)) && !this.#closed.check(plain, type);
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const type = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(address, bits === undefined ? (type === 'ipv4' ? 32 : 128) : Number(bits), type);
  }
  return list;
}

/** The IPv4 address inside an IPv4-mapped one, in whatever spelling; else the address itself. */
function unmapped(address: string): string {
  if (isIP(address) !== 6 || address.includes('%')) return address;
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const parts = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!parts) return canonical;
  const [high, low] = [parseInt(parts[1] ?? '', 16), parseInt(parts[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
