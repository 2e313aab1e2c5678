import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, readFile, unlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** What a lock file holds, as JSON. */
export interface LockOwner {
  readonly pid: number;
  /** Tells a process from a later one that was given the same pid. */
  readonly startedAs: string;
  readonly lockedAt: string;
  /** Answers while the owner lives: tells of an owner whose pids are not ours, as in another container. */
  readonly socket?: string;
}

/** The data folder belongs to another process. */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';

  constructor(
    folder: string,
    readonly owner: LockOwner,
  ) {
    super(
      `The data folder ${folder} is in use by process ${owner.pid} since ${owner.lockedAt}: ` +
        'end that process, or choose another folder with DATA_DIR. To run several nodes, set DATABASE_URL.',
    );
  }
}

const NAME = 'touchline.lock';
const PROBE_TIMEOUT_MS = 1_000;

/**
 * One process a data folder: two that write the same database files lose each other's writes without a word.
 * A lock whose owner died, by `kill -9` or with the machine, is taken over.
 *
 * The file appears by `link`, whole or not at all. Only who holds `touchline.lock.takeover` removes another's lock, and
 * reads it again before, so that two processes cannot both take over the same stale one.
 */
export class DirectoryLock {
  readonly #file: string;
  readonly #content: string;

  private constructor(file: string, content: string) {
    this.#file = file;
    this.#content = content;
  }

  static async acquire(folder: string, socket?: string): Promise<DirectoryLock> {
    const file = join(folder, NAME);
    const owner: LockOwner = {
      pid: process.pid,
      startedAs: startOf(process.pid) ?? '',
      lockedAt: new Date().toISOString(),
      ...(socket ? { socket } : {}),
    };
    const content = JSON.stringify(owner);
    const own = `${file}.${process.pid}.${randomUUID()}`;
    await writeFile(own, content, { flag: 'wx', mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 50; attempt += 1) {
        if (await linked(own, file)) return new DirectoryLock(file, content);
        await removeStale(folder, file, own);
      }
      throw new Error(`The lock ${file} changes hands all the time: remove it if no touchline is running.`);
    } finally {
      await unlink(own);
    }
  }

  /** Frees the folder. A lock that somebody else took over meanwhile stays. */
  async release(): Promise<void> {
    if ((await readIfThere(this.#file)) === this.#content) await unlinkIfThere(this.#file);
  }
}

/** Removes the lock if its owner is gone; throws if it lives. */
async function removeStale(folder: string, file: string, own: string): Promise<void> {
  const found = await readIfThere(file);
  if (found === undefined) return;
  const owner = parse(found);
  if (owner && (await isAlive(owner))) throw new DirectoryLockedError(folder, owner);
  const guard = `${file}.takeover`;
  if (!(await linked(own, guard))) {
    const taker = parse((await readIfThere(guard)) ?? '');
    if (!taker || !isRunning(taker)) await unlinkIfThere(guard);
    return;
  }
  try {
    if ((await readIfThere(file)) === found) await unlinkIfThere(file);
  } finally {
    await unlinkIfThere(guard);
  }
}

function parse(content: string): LockOwner | undefined {
  try {
    const value = JSON.parse(content) as Partial<LockOwner> | null;
    return typeof value?.pid === 'number' ? (value as LockOwner) : undefined;
  } catch (error) {
    // Nobody's half-written file, since it appears whole: a disk that lost its content with the power.
    if ((error as Error).name === 'SyntaxError') return undefined;
    throw error;
  }
}

async function isAlive(owner: LockOwner): Promise<boolean> {
  return isRunning(owner) || (owner.socket !== undefined && (await answers(owner.socket)));
}

function isRunning(owner: LockOwner): boolean {
  const startedAs = startOf(owner.pid);
  return startedAs !== undefined && (startedAs === owner.startedAs || owner.startedAs === '');
}

/** When a process was started, in a form to compare only; undefined if there is no such process. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStart(pid);
  try {
    process.kill(pid, 0);
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
  }
}

function linuxStart(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; behind it follow state and, 19 fields on, the start in ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const zombie = fields[0] === 'Z' || fields[0] === 'X';
    return zombie ? undefined : `${boot}:${fields[19]}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, () => end(true));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

async function linked(existing: string, name: string): Promise<boolean> {
  try {
    await link(existing, name);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(code)) throw error;
    return copied(existing, name);
  }
}

/** For file systems without hard links. The new file has its content a moment later only. */
async function copied(existing: string, name: string): Promise<boolean> {
  try {
    await copyFile(existing, name, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function unlinkIfThere(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
