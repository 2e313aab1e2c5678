import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { pause, watchHealth, type HealthWatch } from './health-watch.js';
import { endLeftovers, signalGroup } from './process-group.js';
import { RestartPolicy } from './restart-policy.js';

/** A program that is kept running. */
export interface Service {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its working folder, its own: what is found running there belongs to it. Absent: that of its supervisor. */
  readonly folder?: string;
  /** Absent: it writes to where its supervisor writes. */
  readonly logFile?: string;
  /** The account it runs under, where only root can choose. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** Whether it serves. Rejecting counts as not yet. */
  readonly serves: (signal: AbortSignal) => Promise<boolean>;
  /** One that does not serve for so long after its start is killed. */
  readonly startWithinMs: number;
  readonly stopSignal: NodeJS.Signals;
  /** One that does not end for so long after the stop signal is killed. */
  readonly stopWithinMs: number;
  /** How a hung one is found; absent: it is not looked for. */
  readonly health?: HealthWatch;
  /** What it needs from time to time while it serves; called about once a second. */
  readonly tend?: (pid: number) => void;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type Happening =
  | { readonly kind: 'started'; readonly service: string; readonly pid: number }
  | { readonly kind: 'serving'; readonly service: string; readonly pid: number; readonly afterMs: number }
  | { readonly kind: 'hung'; readonly service: string; readonly pid: number }
  | { readonly kind: 'leftovers'; readonly service: string; readonly pid: number }
  /** It is supervised no further: something that the supervisor itself needs failed. */
  | { readonly kind: 'lost'; readonly service: string; readonly error: unknown }
  | ({
      readonly kind: 'ended';
      readonly service: string;
      readonly pid: number;
      /** Undefined: it stays dead. */
      readonly againInMs: number | undefined;
      /** Ends in a row before it served. */
      readonly failures: number;
    } & Ending);

const LOOK_EVERY_MS = 50;
const TEND_EVERY_MS = 1000;
const KILLS: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'];

/**
 * Keeps one process running: starts it again when it ends, however it ended, and ends it when it hangs.
 * Invariants: at most one process of the service runs at a time; it leads a process group of its own; the next is
 * started only when nothing of the group of the one before is left.
 */
export class SupervisedProcess {
  readonly #service: Service;
  readonly #policy: RestartPolicy;
  readonly #report: (happening: Happening) => void;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #running: Promise<void> | undefined;
  #servedEver = false;
  #onFirstServed: () => void = () => undefined;

  /** `pauseMs`: see RestartPolicy. `report` hears all that happens, in order. */
  constructor(service: Service, pauseMs: number | undefined, report: (happening: Happening) => void) {
    this.#service = service;
    this.#policy = new RestartPolicy(pauseMs);
    this.#report = report;
  }

  get name(): string {
    return this.#service.name;
  }

  /** The process that runs now; undefined while it is away. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves once it serves for the first time; rejects when it ends `tries` times before that, or is stopped. */
  start(tries = 3): Promise<void> {
    if (this.#running) throw new Error(`${this.name} was started before.`);
    return new Promise((resolve, reject) => {
      this.#onFirstServed = resolve;
      this.#running = this.#keepRunning(tries).then(
        () => reject(new Error(`${this.name} was stopped before it served.`)),
        (error: unknown) => {
          reject(error);
          if (this.#servedEver) this.#report({ kind: 'lost', service: this.name, error });
        },
      );
    });
  }

  /** Ends it for good: the stop signal, then the kill. Resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    child?.kill(this.#service.stopSignal);
    // A suspended process would take the signal only when it runs again.
    child?.kill('SIGCONT');
    const timer = setTimeout(() => {
      if (child?.pid !== undefined && child === this.#child) signalGroup(child.pid, 'SIGKILL');
    }, this.#service.stopWithinMs);
    await this.#running;
    clearTimeout(timer);
  }

  async #keepRunning(tries: number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const againInMs = await this.#runOnce();
      if (signal.aborted) return;
      const lost = !this.#servedEver && (againInMs === undefined || this.#policy.failures >= tries);
      if (lost) throw new Error(this.#complaint());
      if (againInMs === undefined) return;
      await pause(againInMs, signal);
    }
  }

  /** One life of the process. Resolves when nothing of it is left, with the pause until the next. */
  async #runOnce(): Promise<number | undefined> {
    const child = this.#spawn();
    const ended = endOf(child, this.name);
    const { pid } = child;
    if (pid === undefined) {
      await ended;
      return undefined;
    }
    this.#child = child;
    this.#report({ kind: 'started', service: this.name, pid });
    const over = new AbortController();
    const attended = this.#attend(pid, AbortSignal.any([over.signal, this.#stopping.signal]));
    const ending = await ended;
    over.abort();
    const { served, givenUp } = await attended;
    const clean = await endLeftovers(pid, this.#service.folder);
    this.#child = undefined;
    if (!clean) this.#report({ kind: 'leftovers', service: this.name, pid });
    const killed = !givenUp && KILLS.includes(ending.signal);
    const againInMs = this.#stopping.signal.aborted ? undefined : this.#policy.afterEnd({ served, killed });
    this.#report({
      kind: 'ended',
      service: this.name,
      pid,
      ...ending,
      againInMs,
      failures: this.#policy.failures,
    });
    return againInMs;
  }

  #spawn(): ChildProcess {
    const { command, args, env, folder, logFile, account } = this.#service;
    const log = logFile === undefined ? undefined : openSync(logFile, 'a');
    const output = log ?? 'inherit';
    try {
      return spawn(command, [...args], {
        ...(folder !== undefined && { cwd: folder }),
        env,
        detached: true,
        stdio: ['ignore', output, output],
        ...account,
      });
    } finally {
      if (log !== undefined) closeSync(log);
    }
  }

  /** Stays with one life of the process until it ends: waits for it to serve, then watches that it does not hang. */
  async #attend(
    pid: number,
    over: AbortSignal,
  ): Promise<{ readonly served: boolean; readonly givenUp: boolean }> {
    const started = performance.now();
    const { serves, startWithinMs, health, tend } = this.#service;
    while (!over.aborted && !(await yes(serves, over))) {
      if (performance.now() - started > startWithinMs) return this.#kill(pid, { served: false });
      await pause(LOOK_EVERY_MS, over);
    }
    if (over.aborted) return { served: false, givenUp: false };
    const afterMs = Math.round(performance.now() - started);
    this.#report({ kind: 'serving', service: this.name, pid, afterMs });
    this.#servedEver = true;
    this.#onFirstServed();
    const tending = tend && setInterval(() => over.aborted || tend(pid), TEND_EVERY_MS);
    over.addEventListener('abort', () => clearInterval(tending), { once: true });
    if (health && (await watchHealth(health, over))) return this.#kill(pid, { served: true });
    return { served: true, givenUp: false };
  }

  #kill(
    pid: number,
    { served }: { readonly served: boolean },
  ): {
    readonly served: boolean;
    readonly givenUp: boolean;
  } {
    this.#report({ kind: 'hung', service: this.name, pid });
    signalGroup(pid, 'SIGKILL');
    return { served, givenUp: true };
  }

  #complaint(): string {
    const { logFile } = this.#service;
    if (logFile === undefined) return `${this.name} does not start.`;
    return `${this.name} does not start. The end of its log ${logFile}:\n${endOfFile(logFile, 2000)}`;
  }
}

function endOf(child: ChildProcess, name: string): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      // Without a process there will be no exit. With one it is a signal that failed, and the exit follows.
      if (child.pid === undefined) reject(new Error(`${name} cannot be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

async function yes(
  question: (signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await question(signal);
  } catch {
    return false;
  }
}

function endOfFile(path: string, bytes: number): string {
  return readFileSync(path, 'utf8').slice(-bytes).trim();
}
