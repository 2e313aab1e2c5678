#!/usr/bin/env node
// The command line: runs what was built, and builds first where nothing was.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithNpm } from './lib.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'dist/cli/main.js');

if (!existsSync(main)) {
  process.stderr.write('touchline is not built yet: building, this takes a minute the first time.\n');
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  if (built.status !== 0 || !existsSync(main)) {
    process.stderr.write('touchline could not be built: see above, or run `npm run build`.\n');
    process.exit(built.status || 1);
  }
}
endWithNpm('touchline');
await import(main);
