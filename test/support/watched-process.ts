import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Account } from './account.js';
import { TempFolder } from './temp-folder.js';

const LOG_CHARACTERS = 8_000;

interface StartOptions {
  readonly cwd?: string;
  readonly account?: Account | undefined;
}

/**
 * A server program in a temporary folder of its own. However this process ends, a watchdog then ends the program and removes the folder:
 * a shell script that is told the folder as $0, and whose input ends with this process.
 */
export class WatchedProcess {
  readonly #watchdog: ChildProcess;
  #program: ChildProcess | undefined;
  #log = '';

  private constructor(
    readonly folder: TempFolder,
    script: string,
  ) {
    this.#watchdog = spawn('sh', ['-c', `cat >/dev/null\n${script}\nrm -rf "$0"`, folder.path], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#watchdog.unref();
  }

  /** @param script ends the program by what it finds in the folder */
  static async create(name: string, script: string): Promise<WatchedProcess> {
    return new WatchedProcess(await TempFolder.create(name), script);
  }

  /** Undefined: it is not running. */
  get pid(): number | undefined {
    return this.#program?.pid;
  }

  /** The end of what the program said. */
  get log(): string {
    return this.#log;
  }

  start(command: string, args: readonly string[], { cwd, account }: StartOptions = {}): void {
    const program = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    });
    for (const output of [program.stdout, program.stderr])
      output.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-LOG_CHARACTERS);
      });
    program.once('exit', () => {
      if (this.#program === program) this.#program = undefined;
    });
    this.#program = program;
  }

  /** Resolves when the program that `signal` was to end is gone; at once when there is none. */
  async end(signal: (pid: number) => void): Promise<void> {
    const program = this.#program;
    if (program?.pid === undefined) return;
    const ended = once(program, 'exit');
    signal(program.pid);
    await ended;
    this.#program = undefined;
  }

  /** Removes the folder; the program must have ended. */
  async dispose(): Promise<void> {
    const ended = once(this.#watchdog, 'exit');
    this.#watchdog.ref();
    this.#watchdog.stdin?.end();
    await ended;
  }
}

/** One server a test file, started before its first test and ended behind its last. */
export function useServer<Server extends { stop(): Promise<void> }>(
  start: () => Promise<Server>,
): () => Server {
  let server: Server | undefined;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => server?.stop(), 30_000);
  return () => {
    if (!server) throw new Error('The server runs only while tests run.');
    return server;
  };
}
