import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GuardBook } from './guard-book.js';

/** The supervisor's end of the guard: tells it what runs, and replaces it when it ends. */
export class GuardLink {
  readonly #book = new GuardBook();
  readonly #program: string;
  #guard: ChildProcess | undefined;
  #closing = false;

  constructor(program = fileURLToPath(new URL('./main.js', import.meta.url))) {
    this.#program = program;
    this.#spawn();
  }

  get pid(): number | undefined {
    return this.#guard?.pid;
  }

  started(group: number, folder: string): void {
    this.#tell(`+ ${group} ${folder}`);
  }

  ended(group: number): void {
    this.#tell(`- ${group}`);
  }

  /** The folder that goes away with the supervisor. */
  owns(folder: string): void {
    this.#tell(`folder ${folder}`);
  }

  /** Lets the guard go; it first ends what it still knows to run. Resolves when it is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    const guard = this.#guard;
    if (!guard || guard.exitCode !== null || guard.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
    guard.stdin?.end();
    await gone;
  }

  #tell(line: string): void {
    this.#book.note(line);
    this.#guard?.stdin?.write(`${line}\n`);
  }

  #spawn(): void {
    const guard = spawn(process.execPath, [this.#program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#guard = guard;
    // Its end is noticed by `exit`; a write to a guard that is just gone is repeated to the next one.
    guard.stdin?.on('error', () => undefined);
    guard.on('error', () => undefined);
    guard.once('exit', () => {
      if (!this.#closing) setTimeout(() => this.#closing || this.#spawn(), 100).unref();
    });
    for (const line of this.#book.lines()) guard.stdin?.write(`${line}\n`);
  }
}
