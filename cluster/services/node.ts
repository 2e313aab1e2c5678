import { join } from 'node:path';
import { takePulse } from '../health-watch.js';
import type { Service } from '../supervised-process.js';
import type { Secrets } from '../workspace.js';

export interface NodeOptions {
  readonly id: string;
  readonly port: number;
  readonly folder: string;
  readonly logFile: string;
  /** The server's program. */
  readonly program: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly secrets: Secrets;
  readonly env: NodeJS.ProcessEnv;
}

export const DRAIN_SECONDS = 5;
/** How long a node that listens may be silent. */
export const NODE_SILENT_MS = 5000;

export function nodeService(options: NodeOptions): Service {
  const { id, port, folder, logFile, program, secrets, env } = options;
  const url = `http://127.0.0.1:${port}`;
  return {
    name: id,
    command: process.execPath,
    args: ['--enable-source-maps', program],
    env: {
      LOG_LEVEL: 'info',
      // What a user sets in the shell reaches the nodes, except for what makes them a cluster.
      ...env,
      NODE_ENV: 'production',
      NODE_ID: id,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: options.databaseUrl,
      REDIS_URL: options.redisUrl,
      DATA_DIR: join(folder, 'data'),
      ADMIN_EMAIL: 'admin@touchline.local',
      ADMIN_PASSWORD: secrets.adminPassword,
      ADMIN_API_KEY: secrets.adminApiKey,
      SESSION_SECRET: secrets.sessionSecret,
      TOKEN_SECRET: secrets.tokenSecret,
      TRUST_PROXY: '1',
      DRAIN_SECONDS: String(DRAIN_SECONDS),
      DEMO: env['DEMO'] ?? 'off',
    },
    folder,
    logFile,
    serves: async (signal) => (await takePulse(`${url}/readyz`, 5000, signal)) === 'alive',
    startWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: DRAIN_SECONDS * 1000 + 5000,
    health: {
      url: `${url}/healthz`,
      limits: { silentMs: NODE_SILENT_MS, refusedMs: DRAIN_SECONDS * 1000 + 5000 },
    },
  };
}
