import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export interface KeptFile {
  readonly path: string;
  /** It did not exist before, so its owner has not seen it yet. */
  readonly made: boolean;
}

/** Secrets of one folder. */
export interface KeptSecrets {
  secret(name: string): string;
  adminApiKey(): string;
}

/**
 * Secrets that nobody configured: made at the first start, then kept in files that only their owner may read.
 * Two processes that start at once agree on the same secret, because only one of them can give the file its name.
 */
export class SecretStore {
  readonly #kept = new Map<string, KeptFile>();

  in(folder: string): KeptSecrets {
    return {
      secret: (name) => this.#keep(folder, name, () => randomBytes(32).toString('hex')),
      adminApiKey: () => this.#keep(folder, 'admin-api-key', () => `tl_${randomBytes(24).toString('hex')}`),
    };
  }

  /** The secrets that were asked for, by name. */
  get kept(): ReadonlyMap<string, KeptFile> {
    return this.#kept;
  }

  #keep(folder: string, name: string, make: () => string): string {
    const path = join(folder, name);
    const kept = readIfThere(path);
    if (kept) {
      this.#kept.set(name, { path, made: false });
      return kept;
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}.tmp`;
    writeDurably(draft, `${make()}\n`);
    try {
      if (kept === '') rmSync(path, { force: true });
      linkSync(draft, path);
      this.#kept.set(name, { path, made: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      this.#kept.set(name, { path, made: false });
    } finally {
      rmSync(draft, { force: true });
    }
    return readFileSync(path, 'utf8').trim();
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

function writeDurably(path: string, text: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
