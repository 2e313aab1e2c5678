import type { NginxConfig } from './nginx-config.js';

/** What holds for every request: logs, limits, time-outs and what the nodes are told of the client. */
export function httpSettings(config: NginxConfig): string {
  const { dir } = config;
  return `
default_type application/octet-stream;
server_tokens off;
sendfile on;
tcp_nodelay on;
reset_timedout_connection on;

${logs(dir)}

${places(dir)}

client_header_timeout 10s;
client_body_timeout 30s;
send_timeout 30s;
keepalive_timeout 65s;
# A spectator's token is a JWT of up to a few kilobytes, in a header or in the query of an EventSource.
large_client_header_buffers 4 16k;

map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
map $http_host $client_host { default $http_host; '' $host; }
# A polling client that has no session yet: the one kind of socket request that any node may answer, so that another can be asked.
map "$request_method $arg_transport $arg_sid" $polling_handshake { default ''; "GET polling " 1; }

# NGINX stops sending a body, once and for all, when the node's answer has begun and the node is slow to take more. So
# the answer to a batch begins when all of it was read; until then the node keeps the results.
map $uri $answer_when { default ''; /api/v1/events after-request; }

${limits(config)}

# The nodes believe one hop, this one: it overwrites whatever the client claims about itself.
proxy_http_version 1.1;
proxy_set_header Host $client_host;
proxy_set_header Connection $connection_upgrade;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-Host $client_host;
proxy_set_header X-Request-Id $request_id;
proxy_set_header Forwarded '';
proxy_set_header Touchline-Answer $answer_when;
proxy_connect_timeout 2s;
# Never non_idempotent: an update that a node may have committed is not sent to a second one behind the publisher's back.
proxy_next_upstream error timeout;
proxy_next_upstream_tries 3;
# An answer that its reader does not take waits in the node's socket, not on the edge's disk.
proxy_max_temp_file_size 0;

gzip off;
gzip_proxied any;
gzip_vary on;
gzip_min_length 1024;
gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
`;
}

function logs(dir: string | undefined): string {
  return `
# Without the query: it may hold an access_token or a session id.
map $request_uri $logged_path { "~^(?<path>[^?]*)" $path; }
log_format json escape=json '{"time":"$time_iso8601","requestId":"$request_id","remote":"$remote_addr",'
  '"method":"$request_method","path":"$logged_path","protocol":"$server_protocol","status":$status,'
  '"bytesIn":$request_length,"bytesOut":$bytes_sent,"seconds":$request_time,'
  '"upstream":"$upstream_addr","upstreamStatus":"$upstream_status","upstreamSeconds":"$upstream_response_time",'
  '"connections":$connections_active}';
access_log ${dir ? `${dir}/access.log json buffer=64k flush=1s` : '/dev/stdout json'};
# Lines about a request would quote it with its query; the access log has their facts (status, upstreamStatus).
error_log ${dir ? `${dir}/error.log` : '/dev/stderr'} crit;`.trim();
}

function places(dir: string | undefined): string {
  const base = dir ?? '/var/cache/nginx';
  return `
client_body_temp_path ${base}/client_temp;
proxy_temp_path ${base}/proxy_temp;
fastcgi_temp_path ${base}/fastcgi_temp;
uwsgi_temp_path ${base}/uwsgi_temp;
scgi_temp_path ${base}/scgi_temp;
proxy_cache_path ${base}/static levels=1:2 keys_zone=static:10m max_size=200m inactive=7d use_temp_path=off;`.trim();
}

function limits({ limits: bounds }: NginxConfig): string {
  if (!bounds) return '';
  return `
# Only what begins a session counts as a handshake, and only what bears no credential as an anonymous request: a newsroom
# shares an address. What is no valid credential the nodes count.
map $arg_sid $handshake_client { default ''; '' $binary_remote_addr; }
map $http_cookie $session_cookie { default ''; "~(^|;\\s*)(__Host-)?touchline_session=[^;\\s]" 1; }
map "$http_authorization$session_cookie$arg_access_token" $anonymous_client { default ''; '' $binary_remote_addr; }
limit_conn_zone $binary_remote_addr zone=connections:20m;
limit_req_zone $handshake_client zone=handshakes:20m rate=${bounds.handshakesPerSecond}r/s;
limit_req_zone $anonymous_client zone=requests:20m rate=${bounds.requestsPerSecond}r/s;
limit_conn_status 429;
limit_req_status 429;`.trim();
}
