import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

const root = join(__dirname, '../..');
export const ADMIN_API_KEY = 'tl_test-key-that-is-long-enough-for-anyone';

interface ServerOptions {
  readonly dataDir: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The built server as its users run it: a process of its own, reached over HTTP only. */
export class Server implements AsyncDisposable {
  #output = '';

  private constructor(
    readonly url: string,
    readonly port: number,
    readonly child: ChildProcess,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => this.#keep(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.#keep(chunk));
  }

  /** Resolves when `/readyz` answers 200; rejects with the process's output when it ends before. */
  static async start(options: ServerOptions): Promise<Server> {
    const main = join(root, 'dist/src/main.js');
    if (!existsSync(main)) throw new Error('Build first: node scripts/build.mjs');
    const port = options.port ?? (await freePort());
    const child = spawn(process.execPath, [main], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: options.dataDir,
        DEMO: 'off',
        ADMIN_API_KEY,
        LOG_LEVEL: 'warn',
        ...options.env,
      },
    });
    const server = new Server(`http://127.0.0.1:${port}`, port, child);
    await waitFor(async () => server.exited || (await server.ready()), {
      timeoutMs: 60_000,
      message: () => `the server to become ready; it said:\n${server.output}`,
    });
    if (server.exited)
      throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}:\n${server.output}`);
    return server;
  }

  get output(): string {
    return this.#output;
  }

  get exited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async ready(): Promise<boolean> {
    if (this.exited)
      throw new Error(
        `the server ended with ${this.child.exitCode ?? this.child.signalCode}:\n${this.output}`,
      );
    return fetch(`${this.url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
  }

  async kill9(): Promise<void> {
    if (this.exited) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** SIGTERM, and its exit code; `null` when it had to be killed by someone else. */
  async stop(): Promise<number | null> {
    if (!this.exited) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await gone;
    }
    return this.child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** A REST call with the admin key. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_API_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  #keep(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString()).slice(-20_000);
  }
}
