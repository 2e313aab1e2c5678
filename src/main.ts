import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { announce } from './announcement.js';
import { AppModule } from './app.module.js';
import { ConfigError, type Config } from './platform/config/config.js';
import { loadConfig } from './platform/config/environment.js';
import { SecretStore } from './platform/config/secret-store.js';
import { createApplication } from './platform/http/application.adapter.js';
import { Drain } from './platform/lifecycle/drain.js';
import { Shutdown } from './platform/lifecycle/shutdown.js';
import { RootLogger, type Logger } from './platform/logging/root-logger.js';
import { terminalLog } from './platform/logging/terminal-log.js';
import { createRegistry } from './platform/metrics/registry.js';
import { openDatabase, type Database } from './platform/prisma/database.js';

/** configuration -> database -> application -> listen -> until a signal drains it. */
async function main(): Promise<void> {
  const secrets = new SecretStore();
  const config = loadConfig(secrets);
  const { stdout } = process;
  const logger = new RootLogger({
    level: config.server.logLevel,
    nodeId: config.server.nodeId,
    ...(stdout.isTTY ? { destination: await terminalLog(stdout, stdout.hasColors()) } : {}),
  });
  const log = logger.child('main');
  endOnFaults(log);
  for (const { variable, message } of config.warnings)
    log.warn({ variable, detail: message }, 'a setting is weak, and would be refused in production');
  const database = await openDatabase({
    ...(config.storage.databaseUrl === undefined ? {} : { databaseUrl: config.storage.databaseUrl }),
    dataDir: config.storage.dataDir,
    logger: logger.child('database'),
  });
  try {
    const registry = createRegistry(config.server.nodeId);
    const module = AppModule.with({ config, logger, registry, database });
    const app = await createApplication(module, { config, logger, registry });
    await listen(app, config);
    leaveOnSignals(app, database, config, log);
    const { port } = app.getHttpServer().address() as AddressInfo;
    log.info({ port, host: config.server.host, database: database.kind }, 'listening');
    process.stderr.write(announce(config, port, secrets.kept.get('admin-api-key'), process.stderr.isTTY));
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, { server: { port, host } }: Config): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartError(`Port ${port} on ${host} is in use. End what uses it, or set PORT to a free one.`);
    }
    if (code === 'EACCES') {
      throw new StartError(
        `Port ${port} on ${host} may not be used by this user. Set PORT to one above 1023.`,
      );
    }
    if (code === 'EADDRNOTAVAIL') {
      throw new StartError(`${host} is no address of this machine. Set HOST to one, or to 0.0.0.0 for all.`);
    }
    throw error;
  }
}

function leaveOnSignals(
  app: NestFastifyApplication,
  database: Database,
  config: Config,
  logger: Logger,
): void {
  const drain = app.get(Drain);
  const shutdown = new Shutdown({
    logger,
    limitMs: config.server.drainSeconds * 1000,
    steps: [
      { name: 'drain', run: () => drain.begin() },
      { name: 'close', run: () => app.close() },
      { name: 'database', run: () => database.close() },
    ],
    cut: () => app.getHttpServer().closeAllConnections(),
    exit: (code) => process.exit(code),
    now: () => performance.now(),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => shutdown.request(signal));
}

/** After a fault that nobody caught the state of the process is unknown: it ends, and its supervisor starts it again. */
function endOnFaults(logger: Logger): void {
  const end = (error: unknown): never => {
    logger.fatal({ err: error }, 'a fault that nobody caught: ending');
    process.exit(70);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** A reason not to start that its reader can act upon. */
class StartError extends Error {
  override readonly name = 'StartError';
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof StartError;
  const text =
    error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`Touchline did not start. ${text}\n`);
  process.exit(error instanceof ConfigError ? error.exitCode : 1);
});
