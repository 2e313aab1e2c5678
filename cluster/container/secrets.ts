import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where container engines mount secrets, one a file. */
const MOUNTED = '/run/secrets';
const ALL = [
  'DATABASE_URL',
  'REDIS_URL',
  'SESSION_SECRET',
  'TOKEN_SECRET',
  'ADMIN_API_KEY',
  'ADMIN_PASSWORD',
];
const GENERATED = ['SESSION_SECRET', 'TOKEN_SECRET'];

/**
 * The environment, completed: a secret that is not set is read from a mounted file of its name in lower case, or else,
 * where it only has to be the same for all nodes, generated and kept in `DATA_DIR`, which the containers share.
 */
export function withSecrets(env: NodeJS.ProcessEnv, mounted = MOUNTED): NodeJS.ProcessEnv {
  const found: NodeJS.ProcessEnv = {};
  for (const name of ALL) {
    if (env[name]?.trim()) continue;
    const file = join(mounted, name.toLowerCase());
    if (existsSync(file)) found[name] = readFileSync(file, 'utf8').trim();
    else if (GENERATED.includes(name) && env['DATA_DIR']) found[name] = shared(env['DATA_DIR'], name);
  }
  return { ...env, ...found };
}

/** Whoever is first decides; the others read what was decided. */
function shared(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name.toLowerCase().replace('_', '-'));
  if (!existsSync(path)) {
    const own = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(own, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    try {
      // A link is made whole or not at all, and never over another one.
      linkSync(own, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(own);
    }
  }
  return readFileSync(path, 'utf8').trim();
}
