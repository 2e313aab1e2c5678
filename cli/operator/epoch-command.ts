import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { EXIT, Failure, messageOf } from '../failure.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly databaseUrl?: string;
  readonly dataDir: string;
}

/** How long a PostgreSQL that does not answer is waited for. */
const WAIT_MS = 10_000;

const HELP = `
Run it after a database was restored from a backup: clients that hold events which the restored log does not have then take a
snapshot, instead of waiting for a seq that will be another event. Servers on PostgreSQL may run meanwhile; the embedded
database must be stopped first. (A restore that PostgreSQL can tell itself, by its system id or timeline, is found at boot.)

Example:
  DATABASE_URL=postgresql://… touchline epoch new`;

export function epochCommand(program: Command, terminal: Terminal): void {
  const epoch = program.command('epoch').description('Which history this is, for operators.');
  epoch
    .command('new')
    .description('Declares that history may differ from what clients hold.')
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL; without it the embedded database').env('DATABASE_URL'),
    )
    .addOption(
      new Option('--data-dir <folder>', 'folder of the embedded database').env('DATA_DIR').default('./data'),
    )
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const name = await newEpoch(options);
      terminal.out(`The log has a new epoch: ${name}. Every client takes a snapshot with its next message.`);
    });
}

/** The server's rooms are loaded only here, so that every other command starts quickly. */
async function newEpoch({ databaseUrl, dataDir }: Options): Promise<string> {
  if (!databaseUrl && !existsSync(dataDir)) {
    throw new Failure(`There is no folder ${dataDir}. Set DATA_DIR or DATABASE_URL.`, EXIT.usage);
  }
  const [{ openDatabase }, { PrismaEventLog }, { RootLogger }, { SystemClock }, { Registry }] =
    await Promise.all([
      import('../../src/platform/prisma/database.js'),
      import('../../src/event-log/prisma-event-log.js'),
      import('../../src/platform/logging/root-logger.js'),
      import('../../src/platform/clock/clock.js'),
      import('prom-client'),
    ]);
  const logger = new RootLogger({ level: 'silent', nodeId: 'cli' }).child('cli');
  const url = databaseUrl ? { databaseUrl, waitTimeoutMs: WAIT_MS } : {};
  const database = await openDatabase({ ...url, dataDir, logger }).catch((error: unknown) => {
    throw new Failure(`The database cannot be opened: ${messageOf(error)}`, EXIT.unavailable);
  });
  try {
    const log = await PrismaEventLog.open(database, new SystemClock(), new Registry());
    return await log.newEpoch();
  } finally {
    await database.close();
  }
}
