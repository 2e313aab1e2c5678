import { PUBLIC_LIMITS, type EdgeConfig } from './edge-config.js';
import { renderHaproxy } from './haproxy.js';
import { renderNginx } from './nginx.js';

const threeNodes: EdgeConfig = {
  nodes: ['n1', 'n2', 'n3'].map((id) => ({ id, address: `${id}:3000` })),
  listen: '80',
  limits: PUBLIC_LIMITS,
};

/** The configurations that stand in the folder `nginx`, by their name there. */
export function publishedFiles(): Readonly<Record<string, string>> {
  return {
    // Of the container: any number of replicas behind the name "node".
    'nginx.conf': renderNginx({
      form: 'resolve',
      nodes: [{ id: 'node', address: 'node:3000' }],
      resolver: '127.0.0.11',
      listen: '80',
      statusListen: '8081',
      limits: PUBLIC_LIMITS,
      user: 'nginx',
      include: '/etc/nginx/touchline.d/*.conf',
    }),
    // To start from on machines of one's own.
    'examples/nginx-sticky-route.conf': renderNginx({
      ...threeNodes,
      form: 'route',
      statusListen: '127.0.0.1:8081',
    }),
    'examples/nginx-map.conf': renderNginx({ ...threeNodes, form: 'map', statusListen: '127.0.0.1:8081' }),
    'haproxy.cfg': renderHaproxy({ ...threeNodes, controlSocket: '/run/haproxy/control.sock' }),
  };
}
