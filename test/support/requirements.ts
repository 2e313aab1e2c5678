import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const DEBIAN_PACKAGE = {
  postgres: 'postgresql',
  'redis-server': 'redis-server',
  nginx: 'nginx-light',
  haproxy: 'haproxy',
  chromium: 'chromium',
  promtool: 'prometheus',
  openssl: 'openssl',
} as const;

export type Program = keyof typeof DEBIAN_PACKAGE;

/** The absolute path of a program, also where distributions keep it off the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/sbin',
    ...postgresFolders(),
  ];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Newest first. */
function postgresFolders(): readonly string[] {
  const root = '/usr/lib/postgresql';
  try {
    return readdirSync(root)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return false;
    throw error;
  }
}

export function requireProgram(name: Program): string {
  const path = findProgram(name);
  if (!path) throw new Error(missing([name]));
  return path;
}

/**
 * A suite that needs programs. Where one is missing it is skipped with a line on stderr; under CI it fails, so that nothing
 * stays untested unnoticed.
 */
export function describeWith(needed: Program | readonly Program[], title: string, suite: () => void): void {
  const absent = [needed].flat().filter((name) => findProgram(name as Program) === undefined) as Program[];
  if (absent.length === 0) {
    describe(title, suite);
    return;
  }
  const message = missing(absent);
  if (process.env.CI) {
    describe(title, () => {
      it('has the programs that it needs', () => {
        throw new Error(message);
      });
    });
    return;
  }
  process.stderr.write(`SKIPPED "${title}": ${message}\n`);
  describe.skip(title, suite);
}

function missing(names: readonly Program[]): string {
  return `${names.join(', ')} not found; apt-get install ${names.map((name) => DEBIAN_PACKAGE[name]).join(' ')}`;
}
