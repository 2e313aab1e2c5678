#!/usr/bin/env node
// Generates the Prisma client from prisma/schema.prisma; does nothing when what is there was made from the same schema.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const generated = join(root, 'src/platform/prisma/generated');
const stampFile = join(generated, '.stamp');

const require = createRequire(import.meta.url);
const manifest = require.resolve('prisma/package.json');
const stamp = createHash('sha256')
  .update(JSON.parse(readFileSync(manifest, 'utf8')).version)
  .update(readFileSync(join(root, 'prisma/schema.prisma')))
  .digest('hex');

const fresh =
  existsSync(join(generated, 'client.ts')) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === stamp;
if (!fresh || process.argv.includes('--force')) generate();

function generate() {
  process.stderr.write('Generating the Prisma client ...\n');
  rmSync(stampFile, { force: true });
  const result = spawnSync(
    process.execPath,
    [join(dirname(manifest), 'build/index.js'), 'generate', '--no-hints'],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        // `generate` looks for the native schema engine, which it would download, and then never runs it.
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  );
  if (result.status !== 0 || !existsSync(join(generated, 'client.ts'))) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}\n`);
    process.stderr.write('The Prisma client could not be generated: correct prisma/schema.prisma.\n');
    process.exit(1);
  }
  writeFileSync(`${stampFile}.new`, stamp);
  renameSync(`${stampFile}.new`, stampFile);
}
