import { rm } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { databaseFolder, ensureDatabaseFolder } from './database-folder.js';
import { DurableNodeFS, START_PARAMETERS } from './durable-node-fs.js';
import { ProtocolGuard } from './protocol-guard.js';
import { type FromWorker, type ToWorker, type WorkerInput } from './worker-messages.js';

/** The pool has one connection; what else comes is a probe, a migration, or a connection that takes a broken one's place. */
const MAX_CONNECTIONS = 8;

const { dataDir, endpoint } = workerData as WorkerInput;
const say = (message: FromWorker): void => parentPort?.postMessage(message);

async function openDatabase(files: DurableNodeFS): Promise<PGlite> {
  const database = new PGlite({ fs: files, startParams: [...START_PARAMETERS] });
  await database.waitReady;
  return database;
}

async function initialise(folder: string): Promise<void> {
  say({ type: 'initialising' });
  const database = await openDatabase(new DurableNodeFS(folder));
  await database.close();
}

async function serve(): Promise<void> {
  await ensureDatabaseFolder(dataDir, initialise);
  const files = new DurableNodeFS(databaseFolder(dataDir));
  const database = await openDatabase(files);
  const guard = new ProtocolGuard(database, (reason) => say({ type: 'broken', reason }));
  const server = await listen(guard);
  const answer = async (message: ToWorker): Promise<void> => {
    if (message.type === 'probe') {
      await guard.probe();
      say({ type: 'alive', id: message.id, counters: { syncs: files.syncs, messages: guard.messages } });
      return;
    }
    await server.stop();
    await database.close();
    say({ type: 'closed' });
    parentPort?.close();
  };
  parentPort?.on('message', (message: ToWorker) => {
    answer(message).catch((error: Error) => say({ type: 'broken', reason: error.message }));
  });
  say({ type: 'ready' });
}

async function listen(guard: ProtocolGuard): Promise<PGLiteSocketServer> {
  if (endpoint.kind === 'socket') await rm(endpoint.path, { force: true });
  const server = new PGLiteSocketServer({
    // The guard has what the server calls, which is less than its type asks for.
    db: guard as unknown as PGlite,
    maxConnections: MAX_CONNECTIONS,
    ...(endpoint.kind === 'socket' ? { path: endpoint.path } : { host: '127.0.0.1', port: endpoint.port }),
  });
  await server.start();
  return server;
}

serve().catch((error: Error) => {
  say({ type: 'broken', reason: error.message });
  parentPort?.close();
});
