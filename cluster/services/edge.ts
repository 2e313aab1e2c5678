import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderHaproxy } from '../edge/haproxy.js';
import { renderNginx } from '../edge/nginx.js';
import type { EdgeNode } from '../edge/edge-config.js';
import { takePulse } from '../health-watch.js';
import type { Service } from '../supervised-process.js';

export interface EdgeOptions {
  readonly name: string;
  readonly kind: 'nginx' | 'haproxy';
  readonly program: string;
  readonly port: number;
  readonly statusPort: number;
  readonly nodes: readonly EdgeNode[];
  readonly folder: string;
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
}

/** An edge in the foreground, without limits: everybody here comes from one address. Writes its configuration. */
export function edgeService(options: EdgeOptions): Service {
  const { name, kind, program, port, folder, logFile, env } = options;
  const config = join(folder, kind === 'nginx' ? 'nginx.conf' : 'haproxy.cfg');
  writeFileSync(config, kind === 'nginx' ? nginxText(options) : haproxyText(options));
  return {
    name,
    command: program,
    args: kind === 'nginx' ? ['-p', folder, '-c', config, '-g', 'daemon off;'] : ['-db', '-f', config],
    env,
    folder,
    logFile,
    serves: async (signal) => (await takePulse(`http://127.0.0.1:${port}/readyz`, 5000, signal)) === 'alive',
    startWithinMs: 60_000,
    // Fast for both: the nodes have moved their clients away before.
    stopSignal: 'SIGTERM',
    stopWithinMs: 5000,
  };
}

function nginxText({ port, statusPort, nodes, folder }: EdgeOptions): string {
  return renderNginx({
    form: 'map',
    nodes,
    listen: `127.0.0.1:${port}`,
    statusListen: `127.0.0.1:${statusPort}`,
    dir: folder,
    workerConnections: 16_384,
    // A dead node refuses at once here; passed over it would starve under sockets alone after its return.
    maxFails: 0,
  });
}

function haproxyText({ port, nodes, folder }: EdgeOptions): string {
  return renderHaproxy({
    nodes,
    listen: `127.0.0.1:${port}`,
    controlSocket: join(folder, 'control.sock'),
    maxConnections: 8000,
  });
}
