import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What to start a worker thread with. */
export interface WorkerEntry {
  readonly file: string;
  readonly argv: readonly string[];
}

/**
 * The worker's program: beside this file once both are built. From the sources, as tests run them, it is compiled while it
 * loads.
 */
export function workerEntry(here = dirname(fileURLToPath(import.meta.url))): WorkerEntry {
  const built = join(here, 'worker.js');
  if (existsSync(built)) return { file: built, argv: [] };
  return { file: join(here, '../../../../scripts/run-typescript.mjs'), argv: [join(here, 'worker.ts')] };
}
