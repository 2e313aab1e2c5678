import { SESSION_SECRET } from './edge-config.js';
import type { NginxConfig } from './nginx-config.js';

/** What requests of a session are passed to. */
export function sessionTarget({ form }: NginxConfig): string {
  return form === 'route' ? 'nodes' : '$session_upstream';
}

/** What a polling client without a session is passed to. */
export function handshakeTarget({ form }: NginxConfig): string {
  return form === 'route' ? 'nodes' : 'handshakes';
}

/** Which node a request goes to: sessions to their owner, whose id their session id begins with, all else to the least busy. */
export function routing(config: NginxConfig): string {
  switch (config.form) {
    case 'map':
      return byMap(config);
    case 'route':
      return byRoute(config);
    case 'resolve':
      return byName(config);
  }
}

const KEEPALIVE = `
# Below the 65 s for which the nodes keep an idle connection: they never close one that is being written to.
keepalive 64;
keepalive_timeout 55s;
keepalive_requests 100000;`.trim();

const IN_TURN = `
# Sessions are passed to their node by name, which the pool does not count: what begins one is dealt out in turn.`.trim();

function failures(config: NginxConfig): string {
  return `max_fails=${config.maxFails ?? 2} fail_timeout=${config.failSeconds ?? 2}s`;
}

function byMap(config: NginxConfig): string {
  const { nodes } = config;
  const pool = nodes
    .map(({ address, draining }) => `  server ${address} ${failures(config)}${draining ? ' down' : ''};`)
    .join('\n');
  return `
# The whole shape is matched, and only names from this list are ever used as a target.
map $arg_sid $session_upstream {
  default nodes;
${nodes.map(({ id }) => `  "~^${id}\\.${SESSION_SECRET}$" node_${id};`).join('\n')}
}

upstream nodes {
  zone nodes 256k;
  least_conn;
${pool}
  ${KEEPALIVE.replaceAll('\n', '\n  ')}
}

${IN_TURN}
upstream handshakes {
  zone handshake_pool 256k;
${pool}
  ${KEEPALIVE.replaceAll('\n', '\n  ')}
}

${nodes
  .map(
    ({ id, address }) => `upstream node_${id} {
  zone node_${id} 64k;
  server ${address} max_fails=0;
  keepalive 64;
  keepalive_timeout 55s;
  keepalive_requests 100000;
}`,
  )
  .join('\n')}
`;
}

function byRoute(config: NginxConfig): string {
  const { nodes } = config;
  return `
# The whole shape is matched; an id that no node has is balanced like none.
map $arg_sid $session_node {
  default '';
  "~^(?<owner>[a-z0-9]{1,32})\\.${SESSION_SECRET}$" $owner;
}

upstream nodes {
  zone nodes 256k;
  least_conn;
${nodes.map(({ id, address, draining }) => `  server ${address} route=${id} ${failures(config)}${draining ? ' drain' : ''};`).join('\n')}
  sticky route $session_node;
  ${KEEPALIVE.replaceAll('\n', '\n  ')}
}
`;
}

function byName(config: NginxConfig): string {
  const [node] = config.nodes;
  const address = node?.address ?? '';
  const port = address.slice(address.lastIndexOf(':') + 1);
  return `
resolver ${config.resolver} valid=5s ipv6=off;
resolver_timeout 2s;

# A replica's id is its host name, which the same name server knows. Only 12 hex digits ever reach it from a request.
map $arg_sid $session_upstream {
  default nodes;
  "~^(?<owner>[0-9a-f]{12})\\.${SESSION_SECRET}$" $owner:${port};
}

upstream nodes {
  zone nodes 256k;
  least_conn;
  server ${address} resolve ${failures(config)};
  ${KEEPALIVE.replaceAll('\n', '\n  ')}
}

${IN_TURN}
upstream handshakes {
  zone handshake_pool 256k;
  server ${address} resolve ${failures(config)};
  ${KEEPALIVE.replaceAll('\n', '\n  ')}
}
`;
}
