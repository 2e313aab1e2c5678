import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { waitFor } from './wait-for.js';

const root = resolve(__dirname, '../..');

/** A TypeScript program in a process of its own, to be killed. It may `require` sources by `source('src/...')`. */
export class ChildProgram {
  readonly #child: ChildProcess;
  #output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
  }

  /** `code` is written to `folder`, which must be a temporary one. @param environment beside that of this process */
  static async start(
    folder: string,
    code: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ChildProgram> {
    const script = join(folder, `program-${Math.random().toString(36).slice(2)}.ts`);
    const prelude = `const source = (path: string) => require(${JSON.stringify(`${root}/`)} + path);\n`;
    await writeFile(script, prelude + code);
    const runner = join(root, 'scripts/run-typescript.mjs');
    return new ChildProgram(
      spawn(process.execPath, [runner, script], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...environment },
      }),
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whole lines of its standard output. */
  get lines(): readonly string[] {
    return this.#output.split('\n').slice(0, -1);
  }

  async saw(line: string): Promise<void> {
    await waitFor(() => this.lines.includes(line), {
      message: () => `the program to print "${line}"; it printed ${JSON.stringify(this.#output)}`,
      timeoutMs: 60_000,
    });
  }

  async kill9(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
