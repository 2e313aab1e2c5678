/** A node as the edge sees it. */
export interface EdgeNode {
  /** The node's NODE_ID: the first part of every session id that it hands out. */
  readonly id: string;
  /** `host:port`. */
  readonly address: string;
  /** Takes no new sessions, keeps its own: the first step of taking a node out. */
  readonly draining?: boolean;
}

/**
 * What one address may ask of an edge. Offices and mobile carriers share an address, so these stop floods, not crowds.
 * Requests that bear a credential, be it a key, a token or a session, are not counted by rate: the nodes hold keys to their own limit,
 * and count what is no valid credential.
 */
export interface EdgeLimits {
  readonly connectionsPerAddress: number;
  readonly handshakesPerSecond: number;
  readonly handshakesBurst: number;
  readonly requestsPerSecond: number;
  readonly requestsBurst: number;
}

export const PUBLIC_LIMITS: EdgeLimits = {
  connectionsPerAddress: 2000,
  handshakesPerSecond: 50,
  handshakesBurst: 200,
  requestsPerSecond: 20,
  requestsBurst: 100,
};

export interface Tls {
  /** `address:port`, or a port. */
  readonly listen: string;
  readonly certificate: string;
  readonly key: string;
}

/** A listener of its own for balancers that speak the PROXY protocol; plain clients are reset on it. */
export interface ProxyListener {
  readonly listen: string;
  /** Addresses and networks whose word on the client's address is taken. */
  readonly balancers: readonly string[];
}

/** What every kind of edge is told. */
export interface EdgeConfig {
  readonly nodes: readonly EdgeNode[];
  /** `address:port`, or a port, of the plain listener. */
  readonly listen: string;
  readonly tls?: Tls;
  readonly proxy?: ProxyListener;
  /** Absent: no limits, for tests and for an edge behind another one. */
  readonly limits?: EdgeLimits;
  /**
   * Seconds that a node may be silent on a socket. The nodes ping every 10 s and wait 8 s for the answer; what is
   * longer than their sum never cuts a healthy one.
   */
  readonly socketSilenceSeconds?: number;
}

/** Above ping interval + ping timeout of the nodes (10 s + 8 s). */
export const SOCKET_SILENCE_SECONDS = 25;

/** The part of a session id behind the node's id: 20 characters of base64url today, with room to change. */
export const SESSION_SECRET = '[A-Za-z0-9_-]{16,64}';

const NODE_ID = /^[a-z0-9]{1,32}$/;
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/;
const LISTEN = /^((\[[0-9a-fA-F:.]+\]|\*|[A-Za-z0-9.-]+):)?\d{1,5}$/;
const PATH = /^[A-Za-z0-9_./@+-]+$/;
const NETWORK = /^[0-9a-fA-F:.]+(\/\d{1,3})?$/;

/** Throws an Error that names what does not fit: everything here ends in a configuration file as text. */
export function checkEdgeConfig(config: EdgeConfig): void {
  const ids = new Set<string>();
  if (config.nodes.length === 0) throw new Error('An edge needs at least one node.');
  for (const { id, address } of config.nodes) {
    must(NODE_ID, id, 'node id (1 to 32 of a-z and 0-9)');
    must(ADDRESS, address, `address of node ${id} (host:port)`);
    if (ids.has(id)) throw new Error(`The node id ${id} is there twice: give each node its own NODE_ID.`);
    ids.add(id);
  }
  must(LISTEN, config.listen, 'listen address (port or address:port)');
  if (config.tls) {
    must(LISTEN, config.tls.listen, 'TLS listen address (port or address:port)');
    must(PATH, config.tls.certificate, 'path of the certificate (letters, digits and _./@+-)');
    must(PATH, config.tls.key, 'path of the key (letters, digits and _./@+-)');
  }
  if (config.proxy) {
    must(LISTEN, config.proxy.listen, 'PROXY protocol listen address (port or address:port)');
    for (const network of config.proxy.balancers) must(NETWORK, network, 'balancer (address or network)');
  }
}

function must(pattern: RegExp, value: string, what: string): void {
  if (!pattern.test(value)) throw new Error(`${JSON.stringify(value)} is no ${what}.`);
}
