import { checkEdgeConfig, SOCKET_SILENCE_SECONDS } from './edge-config.js';
import type { NginxConfig } from './nginx-config.js';
import { httpSettings } from './nginx-http.js';
import { locations } from './nginx-locations.js';
import { routing } from './nginx-routing.js';

/** The whole nginx.conf. Throws an Error that names what does not fit. */
export function renderNginx(config: NginxConfig): string {
  checkEdgeConfig(config);
  if (config.form === 'resolve' && (config.nodes.length !== 1 || !config.resolver)) {
    throw new Error('The resolve form takes one DNS name, as node:3000, and a resolver.');
  }
  const silence = config.socketSilenceSeconds ?? SOCKET_SILENCE_SECONDS;
  return tidy(`
# The edge of Touchline for NGINX, form "${config.form}". Written by cluster/edge; why it is so: docs/operations.md.
${mainSettings(config)}
http {
${indent(httpSettings(config))}

${indent(routing(config))}

  server {
${indent(listeners(config), 4)}

${indent(locations(config, silence), 4)}
  }

  # What the workers are doing, for a monitor beside the edge.
  server {
    listen ${config.statusListen};
    access_log off;
    location = /nginx/status { stub_status; }
    location / { return 404; }
  }
}
`);
}

function mainSettings(config: NginxConfig): string {
  const { dir, user } = config;
  return `
${user ? `user ${user};` : ''}
worker_processes auto;
${dir ? '' : 'worker_rlimit_nofile 131072;'}
pid ${dir ? `${dir}/nginx.pid` : '/tmp/nginx.pid'};
error_log ${dir ? `${dir}/error.log` : '/dev/stderr'} notice;
# After a reload the old workers keep their sockets this long, then cut all of them in the same millisecond.
worker_shutdown_timeout 300s;

events {
  # Two for each client that is connected; 65536 cost 28 MB a worker.
  worker_connections ${config.workerConnections ?? 65536};
}
`;
}

function listeners(config: NginxConfig): string {
  const { tls, proxy, include, form } = config;
  const busy = config.dir ? '' : ' backlog=16384 reuseport';
  const http2 = form === 'map' ? { listen: ' http2', line: '' } : { listen: '', line: 'http2 on;' };
  return `
listen ${config.listen}${busy};
${
  tls
    ? `
listen ${tls.listen} ssl${http2.listen}${busy};
${http2.line}
ssl_certificate ${tls.certificate};
ssl_certificate_key ${tls.key};
ssl_protocols TLSv1.2 TLSv1.3;
ssl_session_cache shared:tls:20m;
ssl_session_timeout 1h;
ssl_session_tickets off;`
    : ''
}
${
  proxy
    ? `
# Balancers in front name the client by the PROXY protocol here; whoever else connects is believed nothing.
listen ${proxy.listen} proxy_protocol${busy};
real_ip_header proxy_protocol;
${proxy.balancers.map((network) => `set_real_ip_from ${network};`).join('\n')}`
    : ''
}
${include ? `# TLS and a PROXY protocol listener come in by files of this name.\ninclude ${include};` : ''}
server_name _;
`;
}

function indent(text: string, by = 2): string {
  return text.trim().replaceAll(/^(?=.)/gm, ' '.repeat(by));
}

/** Parts that do not apply leave blank lines behind: at most one stays. */
function tidy(text: string): string {
  return `${text
    .trim()
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replaceAll(/\{\n\n/g, '{\n')
    .replaceAll(/\n\n(\s*\})/g, '\n$1')}\n`;
}
