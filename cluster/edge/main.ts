import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PUBLIC_LIMITS, type EdgeConfig, type EdgeNode } from './edge-config.js';
import { renderHaproxy } from './haproxy.js';
import { renderNginx } from './nginx.js';
import { publishedFiles } from './published.js';

const USAGE = `npm run --silent edge-config -- --node ID=HOST:PORT [--node ...] [options]

Prints the configuration of an edge in front of these nodes; ID is each node's NODE_ID.

  --edge nginx|haproxy      what it is for (nginx)
  --form map|route          how NGINX finds the node of a session: a map, for every version, or
                            "sticky route", for 1.29.6 and newer (map)
  --drain ID                this node takes no new sessions (repeat for more)
  --listen ADDRESS          port, or address:port (80)
  --tls-listen ADDRESS --certificate FILE --key FILE
  --proxy-listen ADDRESS --balancer NETWORK [--balancer ...]
  --no-limits               no limits by client address
  --write                   writes the configurations of the folder nginx instead
`;

const OPTIONS = {
  node: { type: 'string', multiple: true },
  edge: { type: 'string' },
  form: { type: 'string' },
  drain: { type: 'string', multiple: true },
  listen: { type: 'string' },
  'tls-listen': { type: 'string' },
  certificate: { type: 'string' },
  key: { type: 'string' },
  'proxy-listen': { type: 'string' },
  balancer: { type: 'string', multiple: true },
  'no-limits': { type: 'boolean' },
  write: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** Returns what is to be printed. Throws an Error that says what to give instead. */
export function edgeConfig(args: readonly string[]): string {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return USAGE;
  if (values.write) return write(fileURLToPath(new URL('../../../nginx', import.meta.url)));
  const { edge = 'nginx', form = 'map' } = values;
  if (edge !== 'nginx' && edge !== 'haproxy') throw new Error(`--edge ${edge}: give nginx or haproxy.`);
  if (form !== 'map' && form !== 'route') throw new Error(`--form ${form}: give map or route.`);
  const config = describe(values);
  return edge === 'haproxy'
    ? renderHaproxy({ ...config, controlSocket: '/run/haproxy/control.sock' })
    : renderNginx({ ...config, form, statusListen: '127.0.0.1:8081' });
}

function describe(values: Values): EdgeConfig {
  const { certificate, key, balancer = [], drain = [] } = values;
  const tls = values['tls-listen'];
  const proxy = values['proxy-listen'];
  if (tls !== undefined && (certificate === undefined || key === undefined)) {
    throw new Error('--tls-listen: give --certificate and --key too.');
  }
  if (proxy !== undefined && balancer.length === 0) {
    throw new Error('--proxy-listen: give the --balancer whose word is taken too.');
  }
  return {
    nodes: nodesOf(values.node ?? [], drain),
    listen: values.listen ?? '80',
    ...(tls !== undefined && { tls: { listen: tls, certificate: certificate ?? '', key: key ?? '' } }),
    ...(proxy !== undefined && { proxy: { listen: proxy, balancers: balancer } }),
    ...(!values['no-limits'] && { limits: PUBLIC_LIMITS }),
  };
}

function nodesOf(texts: readonly string[], drain: readonly string[]): EdgeNode[] {
  const nodes = texts.map((text) => {
    const [id = '', address = ''] = text.split('=');
    return { id, address, draining: drain.includes(id) };
  });
  const unknown = drain.filter((id) => !nodes.some((node) => node.id === id));
  if (unknown.length > 0) throw new Error(`--drain ${unknown.join(', ')}: no --node has this id.`);
  return nodes;
}

function write(folder: string): string {
  const names = Object.entries(publishedFiles()).map(([name, text]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
  return `${names.join('\n')}\n`;
}
