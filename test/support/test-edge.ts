import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EdgeConfig } from '../../cluster/edge/edge-config.js';
import { renderHaproxy } from '../../cluster/edge/haproxy.js';
import { renderNginx } from '../../cluster/edge/nginx.js';
import { freePorts } from '../../cluster/ports.js';
import { requireProgram } from './requirements.js';
import { waitFor } from './wait-for.js';

export type EdgeKind = 'nginx' | 'haproxy';

/** A real NGINX or HAProxy in a temporary folder, in front of whatever nodes a test has. */
export class TestEdge implements AsyncDisposable {
  readonly kind: EdgeKind;
  readonly port: number;
  readonly #dir: string;
  readonly #process: ChildProcess;

  private constructor(kind: EdgeKind, dir: string, port: number) {
    this.kind = kind;
    this.#dir = dir;
    this.port = port;
    const args =
      kind === 'nginx'
        ? ['-p', dir, '-c', join(dir, 'config'), '-g', 'daemon off;']
        : ['-db', '-f', join(dir, 'config')];
    this.#process = spawn(requireProgram(kind), args, {
      cwd: dir,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  #output = '';

  static async start(kind: EdgeKind, config: Omit<EdgeConfig, 'listen'>): Promise<TestEdge> {
    const [port = 0, status = 0] = await freePorts(2);
    const dir = mkdtempSync(join(tmpdir(), `touchline-${kind}-`));
    chmodSync(dir, 0o711);
    writeFileSync(join(dir, 'config'), render(kind, { ...config, listen: `127.0.0.1:${port}` }, dir, status));
    const edge = new TestEdge(kind, dir, port);
    await waitFor(() => edge.#accepts(), { message: () => `${kind} to listen; it said:\n${edge.log}` });
    return edge;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** All that it has written. */
  get log(): string {
    const files = readdirSync(this.#dir).filter((name) => name.endsWith('.log'));
    return [this.#output, ...files.map((name) => readFileSync(join(this.#dir, name), 'utf8'))].join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      process.kill(-this.pid, 'SIGKILL');
      await gone;
    }
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #accepts(): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new Error(`it ended with ${this.#process.exitCode}`);
    return new Promise((resolve) => {
      const socket = createConnection(this.port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  }
}

function render(kind: EdgeKind, config: EdgeConfig, dir: string, status: number): string {
  if (kind === 'haproxy') {
    return renderHaproxy({ ...config, controlSocket: join(dir, 'control.sock'), maxConnections: 4000 });
  }
  const own = { dir, statusListen: `127.0.0.1:${status}`, workerConnections: 16_384, maxFails: 0 };
  return renderNginx({ form: 'map', ...config, ...own });
}
