import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCluster } from '../../support/cluster.js';
import { openTestDatabase } from '../../support/database.js';
import { FullApp } from '../../support/full-app.js';
import { Remote } from '../../support/remote.js';

/** What is attacked: the whole product, by the way that its clients take. */
export interface Target extends AsyncDisposable {
  readonly remote: Remote;
  /** One node without anything in front of it. */
  readonly nodeUrl: string;
  readonly tokenSecret: string;
  /** All lines that the nodes have logged. */
  logLines(): readonly string[];
}

/** What a webhook may be sent to here, and nothing else that is not public. */
export const OPENED = '127.0.0.2';
/** Whose connections are counted in a test of their own. */
export const CROWDED = '127.0.0.9';
export const CONNECTIONS = 40;
export const STALLED_SECONDS = 3;

const ENVIRONMENT = {
  WEBHOOK_ALLOW_PRIVATE: OPENED,
  CONNECTIONS_PER_ADDRESS: String(CONNECTIONS),
  IDLE_TIMEOUT_SECONDS: String(STALLED_SECONDS),
  LOG_LEVEL: 'debug',
};

/** What `npm start` runs: one process with the embedded database. */
export async function embeddedTarget(): Promise<Target> {
  const test = await openTestDatabase('pglite');
  const tokenSecret = 't'.repeat(32);
  const app = await FullApp.on(test.database, undefined, { ...ENVIRONMENT, TOKEN_SECRET: tokenSecret });
  return {
    remote: app,
    nodeUrl: app.url,
    tokenSecret,
    logLines: () => app.logLines,
    [Symbol.asyncDispose]: async () => {
      app.app.getHttpServer().closeAllConnections();
      await app.app.close();
      await test.close();
    },
  };
}

/** What `npm run cluster` runs: three nodes behind NGINX, with Redis and PostgreSQL. */
export async function clusterTarget(): Promise<Target> {
  const cluster = await startCluster({ nodes: 3, env: ENVIRONMENT });
  const { description } = cluster;
  const read = (...path: string[]) => readFileSync(join(description.dir, ...path), 'utf8');
  const { tokenSecret } = JSON.parse(read('secrets.json')) as { tokenSecret: string };
  return {
    remote: new Remote(cluster.url, description.adminApiKey),
    nodeUrl: description.nodes[0]?.url ?? '',
    tokenSecret,
    logLines: () =>
      readdirSync(join(description.dir, 'logs'))
        .filter((name) => /^n\d+\.log$/.test(name))
        .flatMap((name) => read('logs', name).split('\n'))
        .filter((line) => line.startsWith('{')),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}
