import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from './options.js';

export interface Secrets {
  readonly adminApiKey: string;
  readonly adminPassword: string;
  readonly sessionSecret: string;
  readonly tokenSecret: string;
  readonly databasePassword: string;
}

/** The folder that a cluster lives in: a folder for each process, one for the logs, its secrets. */
export class Workspace {
  readonly dir: string;
  readonly temporary: boolean;
  readonly secrets: Secrets;

  /** `dir` undefined: a temporary folder. */
  constructor(dir: string | undefined) {
    this.temporary = dir === undefined;
    if (dir !== undefined) mkdirSync(resolve(dir), { recursive: true });
    this.dir = realpathSync(dir === undefined ? mkdtempSync(join(tmpdir(), 'touchline-')) : resolve(dir));
    // The database and the workers of NGINX run under other accounts: they pass through, but cannot look around.
    chmodSync(this.dir, 0o711);
    mkdirSync(join(this.dir, 'logs'), { recursive: true, mode: 0o700 });
    this.secrets = this.#secrets();
  }

  /** The working folder of one process, made when it is not there. */
  folder(name: string): string {
    const path = join(this.dir, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  logFile(name: string): string {
    return join(this.dir, 'logs', `${name}.log`);
  }

  /** Writes what is running now to `cluster.json`: whoever reads it sees the old or the new, never half of it. */
  publish(description: object): void {
    const path = join(this.dir, 'cluster.json');
    writeFileSync(`${path}.new`, `${JSON.stringify(description, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  remove(): void {
    if (this.temporary) rmSync(this.dir, { recursive: true, force: true });
    else rmSync(join(this.dir, 'cluster.json'), { force: true });
  }

  #secrets(): Secrets {
    const path = join(this.dir, 'secrets.json');
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Secrets;
    const secret = () => randomBytes(32).toString('hex');
    const secrets = {
      adminApiKey: `tl_${secret()}`,
      adminPassword: randomBytes(12).toString('base64url'),
      sessionSecret: secret(),
      tokenSecret: secret(),
      databasePassword: secret(),
    };
    writeFileSync(path, JSON.stringify(secrets, undefined, 2), { mode: 0o600, flag: 'wx' });
    return secrets;
  }
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then the account that is there for it, or nobody. Undefined: the own one will do. */
export function databaseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new UsageError(
    'PostgreSQL does not run as root, and there is no account postgres or nobody: run this as another user.',
  );
}

const BESIDE_THE_PATH = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

const PACKAGES: Readonly<Record<string, string>> = {
  postgres: 'postgresql',
  initdb: 'postgresql',
  'redis-server': 'redis-server',
  nginx: 'nginx',
  haproxy: 'haproxy',
};

/** Where programs are. Throws a UsageError that names all that are missing and how to get them. */
export function findPrograms<const N extends string>(
  names: readonly N[],
  path: string | undefined,
): Record<N, string> {
  const folders = [...(path ?? '').split(':'), ...BESIDE_THE_PATH, ...postgresFolders()];
  const found = names.map((name) => {
    const folder = folders.find((candidate) => candidate !== '' && existsSync(join(candidate, name)));
    return [name, folder === undefined ? undefined : join(folder, name)] as const;
  });
  const missing = found.filter(([, at]) => at === undefined).map(([name]) => name);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((name) => PACKAGES[name] ?? name))];
    throw new UsageError(
      `Not installed: ${missing.join(', ')}. Install them, on Debian by: apt-get install ${packages.join(' ')}`,
    );
  }
  return Object.fromEntries(found) as Record<N, string>;
}

/** Debian keeps PostgreSQL's programs out of the path, by version; the newest first. */
function postgresFolders(): string[] {
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(base, version, 'bin'));
}
