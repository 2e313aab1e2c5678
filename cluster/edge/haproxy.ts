import { checkEdgeConfig, SOCKET_SILENCE_SECONDS, type EdgeConfig } from './edge-config.js';
import { MALFORMED, problemBody, RATE_LIMITED, TOO_SLOW, UNAVAILABLE, type EdgeProblem } from './problems.js';

export interface HaproxyConfig extends EdgeConfig {
  /** Path of the control socket, where a node is drained at run time: `set server nodes/n2 state drain`. */
  readonly controlSocket: string;
  readonly maxConnections?: number;
}

/** The whole haproxy.cfg, for HAProxy >= 2.4. Throws an Error that names what does not fit. */
export function renderHaproxy(config: HaproxyConfig): string {
  checkEdgeConfig(config);
  const silence = Math.max(75, config.socketSilenceSeconds ?? SOCKET_SILENCE_SECONDS);
  const answer = (status: number, problem: EdgeProblem, more = ''): string =>
    `  http-error status ${status} content-type application/problem+json string '${problemBody(problem)}' hdr Access-Control-Allow-Origin * hdr X-Content-Type-Options nosniff${more}`;
  const errors = [502, 503, 504]
    .map((status) => answer(status, UNAVAILABLE, ' hdr Retry-After 1'))
    .join('\n');
  return tidy(`
# The edge of Touchline for HAProxy. Written by cluster/edge; why it is so: docs/operations.md.
global
  maxconn ${config.maxConnections ?? 100000}
  stats socket ${config.controlSocket} mode 600 level admin
  log stdout format raw local0
  hard-stop-after 300s
  ssl-default-bind-options ssl-min-ver TLSv1.2

defaults
  mode http
  log global
  timeout connect 2s
  timeout http-request 10s
  timeout queue 5s
  # Silence on a socket; the nodes ping every 10 s.
  timeout client ${silence}s
  timeout server ${silence}s
  timeout tunnel ${silence}s
  # Only a connection that was refused is tried elsewhere: an update that a node may have committed is never sent twice.
  retries 3
  option redispatch 1
  retry-on conn-failure

frontend edge
${binds(config)}
  # Without the query: it may hold an access_token or a session id.
  log-format '{"time":"%tr","remote":"%ci","method":"%HM","path":"%[var(txn.path),json(utf8s)]","status":%ST,"bytesOut":%B,"milliseconds":%Ta,"node":"%s","connections":%ac}'
${limits(config)}
  http-request set-var(txn.path) path
  # The nodes believe one hop, this one: it overwrites whatever the client claims about itself.
  http-request del-header Forwarded
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Real-IP %[src]
  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }
  http-request set-header X-Forwarded-Proto https if { ssl_fc }
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  # One node's numbers: for those who are near, and better asked of each node itself.
  http-request deny deny_status 403 if { path,url_dec -m reg ^/+metrics/*$ } !{ src 127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1 fc00::/7 }
${config.nodes.map(({ id }) => `  use_backend session_${id} if { path_beg /socket.io/ } { urlp(sid) -m beg ${id}. }`).join('\n')}
  use_backend openings if { path_reg ^/api/v1/(stream|feeds/[^/]+/stream)/?$ }
  use_backend handshakes if { path_beg /socket.io/ } { method GET } !{ urlp(sid) -m found }
  default_backend nodes
  # The nodes' word for "nobody answered" is 503, whoever found out.
  http-after-response set-status 503 if { status 502 504 }
${answer(400, MALFORMED)}
${answer(408, TOO_SLOW)}

backend nodes
  balance leastconn
  option httpchk GET /healthz
  http-check expect status 200
  # A node that stalls is asked nothing new; its sockets stay, for whoever watches the processes ends one that hangs.
  default-server check inter 1s fall 2 rise 1
${config.nodes.map(({ id, address, draining }) => `  server ${id} ${address}${draining ? ' weight 0' : ''}`).join('\n')}
${errors}

# What begins a socket or an event stream changes nothing, so a node that drains or dies before it answered is no matter: another
# one is asked. A browser would take the failure of a stream as final.
backend openings
  balance leastconn
  retry-on conn-failure empty-response 503
${tracking(config)}
${errors}

# A node that accepts and never answers is found out here: the next one is asked after 3 s. A WebSocket that stands has another limit.
backend handshakes
  balance leastconn
  retry-on conn-failure empty-response response-timeout 503
  timeout server 3s
${tracking(config)}
${errors}
${config.nodes.map(({ id, address }) => session(id, address, errors)).join('\n')}
`);
}

function tracking({ nodes }: HaproxyConfig): string {
  return nodes
    .map(
      ({ id, address, draining }) =>
        `  server ${id} ${address} track nodes/${id}${draining ? ' weight 0' : ''}`,
    )
    .join('\n');
}

/** One for each node, as another would not know the session, nor would the successor of one that died. */
function session(id: string, address: string, errors: string): string {
  return `
# A session belongs to the node whose id its session id begins with, well or not: it is asked once, and no other.
backend session_${id}
  retries 0
  no option redispatch
  server ${id} ${address}
${errors}`;
}

function bind(listen: string): string {
  return listen.includes(':') ? listen : `:${listen}`;
}

function binds({ listen, tls, proxy }: EdgeConfig): string {
  return [
    `  bind ${bind(listen)}`,
    tls ? `  bind ${bind(tls.listen)} ssl crt ${tls.certificate} alpn h2,http/1.1` : '',
    proxy ? '  # Balancers in front name the client by the PROXY protocol here; nobody else is let in.' : '',
    proxy ? `  bind ${bind(proxy.listen)} accept-proxy` : '',
    proxy
      ? `  tcp-request connection reject if { dst_port ${proxy.listen.split(':').at(-1)} } !{ src ${proxy.balancers.join(' ')} }`
      : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function limits({ limits: bounds }: EdgeConfig): string {
  if (!bounds) return '';
  const period = 10;
  const handshakes = bounds.handshakesPerSecond * period + bounds.handshakesBurst;
  const requests = bounds.requestsPerSecond * period + bounds.requestsBurst;
  const refuse = `http-request deny deny_status 429 content-type application/problem+json string '${problemBody(RATE_LIMITED)}' hdr Retry-After 1 hdr Access-Control-Allow-Origin * if`;
  return `
  # By address, over ${period} s: connections, handshakes (counter 0) and requests that bear no credential (counter 1).
  stick-table type ipv6 size 200k expire 60s store conn_cur,gpc(2),gpc_rate(2,${period}s)
  tcp-request session track-sc0 src
  tcp-request session reject if { sc_conn_cur(0) gt ${bounds.connectionsPerAddress} }
  acl socket path_beg /socket.io/
  acl session urlp(sid) -m found
  acl credential req.hdr(authorization) -m found
  acl credential req.cook(touchline_session) -m len gt 0
  acl credential req.cook(__Host-touchline_session) -m len gt 0
  acl credential urlp(access_token) -m found
  http-request sc-inc-gpc(0,0) if socket !session
  http-request sc-inc-gpc(1,0) if !socket !credential
  ${refuse} socket !session { sc_gpc_rate(0,0) gt ${handshakes} }
  ${refuse} !socket !credential { sc_gpc_rate(1,0) gt ${requests} }
`;
}

function tidy(text: string): string {
  return `${text
    .trim()
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')}\n`;
}
