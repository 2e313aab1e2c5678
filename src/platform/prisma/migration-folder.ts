import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Migration {
  /** The folder's name; migrations run in the order of their names. */
  readonly name: string;
  readonly script: string;
}

/** `prisma/migrations` of the checkout, from the sources as well as from `dist`. */
export function migrationsFolder(from = dirname(fileURLToPath(import.meta.url))): string {
  const folder = join(from, 'prisma', 'migrations');
  if (existsSync(folder)) return folder;
  const parent = dirname(from);
  if (parent === from) throw new Error('No folder prisma/migrations beside the program: install it whole.');
  return migrationsFolder(parent);
}

export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => statSync(join(folder, name)).isDirectory()).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      script: await readFile(join(folder, name, 'migration.sql'), 'utf8'),
    })),
  );
}

export function checksum(script: string): string {
  return createHash('sha256').update(script).digest('hex');
}

/** A checkout may have turned the line ends; that changes nothing for the database. */
export function hasChecksum(script: string, expected: string): boolean {
  const unix = script.replaceAll('\r\n', '\n');
  return [script, unix, unix.replaceAll('\n', '\r\n')].some((text) => checksum(text) === expected);
}
