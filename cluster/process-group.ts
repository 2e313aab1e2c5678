import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { pause } from './health-watch.js';

/** Sends to every member of a group; false when there is none. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  return signalTo(-group, signal);
}

/**
 * Ends what is left of a process group whose leader is gone: the workers of an NGINX master go on serving without it, and
 * keep its successor from the port. `folder` names the working folder of members that left the group, as PostgreSQL's
 * do. Resolves once all are gone, or after `withinMs` (false).
 */
export async function endLeftovers(
  group: number,
  folder: string | undefined,
  withinMs = 5000,
): Promise<boolean> {
  const until = performance.now() + withinMs;
  for (;;) {
    const left = leftovers(group, folder);
    if (left.length === 0) return true;
    if (performance.now() > until) return false;
    signalGroup(group, 'SIGKILL');
    for (const pid of left) signalTo(pid, 'SIGKILL');
    await pause(20);
  }
}

function leftovers(group: number, folder: string | undefined): number[] {
  const pids = processIds();
  if (!pids) return signalTo(-group, 0) ? [-group] : [];
  return pids.filter((pid) => {
    if (pid === process.pid) return false;
    const stat = statOf(pid);
    if (!stat || stat.zombie) return false;
    return stat.group === group || (folder !== undefined && workingFolder(pid) === folder);
  });
}

/** Undefined where there is no /proc: only the group can be asked then. */
function processIds(): number[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function statOf(pid: number): { readonly group: number; readonly zombie: boolean } | undefined {
  const text = readIfThere(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (text === undefined) return undefined;
  // The name in brackets may itself hold blanks and brackets.
  const [state, , group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { group: Number(group), zombie: state === 'Z' || state === 'X' };
}

function workingFolder(pid: number): string | undefined {
  return readIfThere(() => readlinkSync(`/proc/${pid}/cwd`));
}

/** Undefined for a file that went away before it was read, or belongs to another account. */
export function readIfThere(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}

/** Sends to one process, or a group by its negative number; 0 only asks. False when there is none. */
export function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false;
    if (isErrno(error, 'EPERM')) return true;
    throw error;
  }
}

function isErrno(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
