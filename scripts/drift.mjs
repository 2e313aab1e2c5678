#!/usr/bin/env node
// Exits 1 unless prisma/migrations, applied to an empty database, give exactly prisma/schema.prisma, and prints the SQL that
// lacks. Needs neither a server nor Prisma's native engine: its WASM build compares, on a PostgreSQL in memory.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    schema: { type: 'string', default: join(root, 'prisma/schema.prisma') },
    migrations: { type: 'string', default: join(root, 'prisma/migrations') },
  },
});

const drift = await missingSql(resolve(values.schema), resolve(values.migrations));
if (drift === undefined) console.log('The migrations give the schema.');
else console.error(`The migrations do not give the schema. A migration with this would:\n\n${drift}`);
// The engine leaves timers behind that would hold the process for ten seconds.
process.exit(drift === undefined ? 0 : 1);

/** The script that leads from the migrations to the schema; undefined if nothing lacks. */
async function missingSql(schema, migrations) {
  await loadEngine();
  const datamodel = readFileSync(schema, 'utf8');
  const comparer = await engine.SchemaEngine.new(
    { datamodels: [[schema, datamodel]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory({
      provider: 'postgres',
      adapterName: 'pglite',
      connect: memoryDatabase,
      connectToShadowDb: memoryDatabase,
    }),
  );
  const { exitCode, stdout } = await comparer.diff({
    from: { tag: 'migrations', ...readMigrations(migrations) },
    to: { tag: 'schemaDatamodel', files: [{ path: schema, content: datamodel }] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return exitCode === 0 ? undefined : stdout;
}

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      throw new Error(`The schema engine failed: ${message}`);
    },
  };
  const require = createRequire(import.meta.url);
  const file = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

async function memoryDatabase() {
  const database = await PGlite.create();
  const adapter = await new PrismaPGlite(database).connect();
  // The adapter's own does not wait for the script to end.
  adapter.executeScript = async (script) => void (await database.exec(script));
  adapter.dispose = () => database.close();
  return adapter;
}

function readMigrations(folder) {
  const lockfile = join(folder, 'migration_lock.toml');
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
      .map((path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(join(folder, path, 'migration.sql'), 'utf8') },
        },
      })),
  };
}
