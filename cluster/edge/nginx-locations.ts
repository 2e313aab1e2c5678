import { handshakeTarget, sessionTarget } from './nginx-routing.js';
import type { NginxConfig } from './nginx-config.js';
import {
  MALFORMED,
  NO_METHOD,
  problemBody,
  RATE_LIMITED,
  TOO_LARGE,
  TOO_LONG,
  TOO_MANY_HEADERS,
  TOO_SLOW,
  UNAVAILABLE,
  type EdgeProblem,
} from './problems.js';

/** Where each kind of request goes, and how long it may take. */
export function locations(config: NginxConfig, silence: number): string {
  return [
    limitConnections(config),
    sockets(config, silence),
    streams(config),
    rest(config),
    pages(),
    health(),
    problems(),
  ].join('\n');
}

function limitConnections({ limits }: NginxConfig): string {
  return limits ? `limit_conn connections ${limits.connectionsPerAddress};` : '';
}

function handshakeLimit({ limits }: NginxConfig): string {
  return limits ? `limit_req zone=handshakes burst=${limits.handshakesBurst} nodelay;` : '';
}

function requestLimit({ limits }: NginxConfig): string {
  return limits ? `limit_req zone=requests burst=${limits.requestsBurst} nodelay;` : '';
}

function sockets(config: NginxConfig, silence: number): string {
  return `
# Socket.IO, WebSocket and polling. The nodes ping more often than this, so only a dead or hung one is silent for so long.
location /socket.io/ {
  if ($polling_handshake) { rewrite ^ /.handshake last; }
  ${handshakeLimit(config)}
  client_max_body_size 2m;
  proxy_pass http://${sessionTarget(config)};
  proxy_read_timeout ${silence}s;
  proxy_send_timeout ${silence}s;
  proxy_next_upstream error timeout http_503;
  proxy_next_upstream_timeout ${silence + 10}s;
}

# A node that accepts and never answers is found out here: the next one is asked after 3 s. Limits are checked behind
# the rewrite, so they stand here again.
location = /.handshake {
  internal;
  ${handshakeLimit(config)}
  proxy_pass http://${handshakeTarget(config)}/socket.io/;
  proxy_read_timeout 3s;
  proxy_next_upstream error timeout http_502 http_503;
  proxy_next_upstream_timeout 10s;
}
`;
}

function streams(config: NginxConfig): string {
  return `
# Server-Sent Events: a comment comes every 15 s. Buffered or compressed, events arrive late or never.
location ~ ^/api/v1/(stream|feeds/[^/]+/stream)/?$ {
  ${requestLimit(config)}
  proxy_pass http://nodes;
  proxy_buffering off;
  gzip off;
  proxy_read_timeout 35s;
  # A node that drains takes no new streams, and a browser would take its 503 as final.
  proxy_next_upstream error timeout http_503;
  proxy_next_upstream_timeout 45s;
}

# The batch: NDJSON of any length runs through to the node, and then its answer back, held back by whoever reads slower.
# The nodes bound the JSON form and each line.
location ~ ^/api/v1/events/?$ {
  ${requestLimit(config)}
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_pass http://nodes;
  proxy_read_timeout 75s;
  proxy_send_timeout 75s;
  proxy_next_upstream_timeout 85s;
}
`;
}

function rest(config: NginxConfig): string {
  return `
location /api/ {
  ${requestLimit(config)}
  # The nodes answer 413 above 4 MiB, in their own words; this only stops what is far beyond.
  client_max_body_size 16m;
  proxy_pass http://nodes;
  proxy_read_timeout 35s;
  proxy_next_upstream_timeout 45s;
}
`;
}

function pages(): string {
  return `
# Files whose name holds their digest: kept here as long as the node says, so that a page loaded from one version of the
# nodes finds its parts in the middle of a deploy. An error is never kept.
location ~ ^/(admin/)?assets/ {
  proxy_pass http://nodes;
  proxy_cache static;
  proxy_cache_key $uri;
  proxy_cache_lock on;
  proxy_cache_use_stale error timeout updating http_502 http_503 http_504;
  proxy_read_timeout 10s;
  proxy_next_upstream error timeout http_503 http_404;
  proxy_next_upstream_timeout 20s;
  gzip on;
}

location / {
  proxy_pass http://nodes;
  proxy_read_timeout 10s;
  proxy_next_upstream error timeout http_503;
  proxy_next_upstream_timeout 20s;
  gzip on;
}
`;
}

function health(): string {
  return `
# Ready while any node is. Short answers through the pool also tell NGINX that a node which failed is back.
location ~ ^/(healthz|readyz)/?$ {
  access_log off;
  proxy_pass http://nodes;
  proxy_read_timeout 3s;
  proxy_next_upstream error timeout http_503;
  proxy_next_upstream_timeout 10s;
}

# One node's numbers: for those who are near, and better asked of each node itself. The nodes take a slash behind it, too.
location ~ ^/metrics/?$ {
  allow 127.0.0.0/8;
  allow 10.0.0.0/8;
  allow 172.16.0.0/12;
  allow 192.168.0.0/16;
  allow ::1;
  allow fc00::/7;
  deny all;
  proxy_pass http://nodes;
  proxy_read_timeout 10s;
  proxy_next_upstream_timeout 20s;
}
`;
}

function problems(): string {
  const problem = (name: string, answer: EdgeProblem, headers = ''): string => `
location = /.edge/${name} {
  internal;
  default_type application/problem+json;
  add_header Access-Control-Allow-Origin * always;
  add_header X-Content-Type-Options nosniff always;
  add_header X-Request-Id $request_id always;
  add_header Cache-Control no-store always;${headers}
  return ${answer.status} '${problemBody(answer)}';
}`;
  const retry =
    '\n  add_header Access-Control-Expose-Headers Retry-After always;\n  add_header Retry-After 1 always;';
  return `
# What the edge itself refuses is said in the words of the nodes; not in named locations, which want a request that
# could be read. 494 is NGINX's own number for headers that are too large.
error_page 400 /.edge/malformed;
error_page 405 /.edge/no_method;
error_page 408 /.edge/too_slow;
error_page 413 /.edge/too_large;
error_page 414 /.edge/too_long;
error_page 429 /.edge/rate_limited;
error_page 494 =431 /.edge/too_many_headers;
error_page 502 503 504 =503 /.edge/unavailable;
${problem('malformed', MALFORMED)}
${problem('no_method', NO_METHOD)}
${problem('too_slow', TOO_SLOW)}
${problem('too_large', TOO_LARGE)}
${problem('too_long', TOO_LONG)}
${problem('too_many_headers', TOO_MANY_HEADERS)}
${problem('rate_limited', RATE_LIMITED, retry)}
${problem('unavailable', UNAVAILABLE, retry)}
`;
}
