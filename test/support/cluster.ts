import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Description } from '../../cluster/description.js';
import { waitFor } from './wait-for.js';

const root = join(__dirname, '../..');
/** Runs what `npm run cluster` runs, without looking whether the build is fresh: `npm test` has seen to that. */
const PROGRAM = `import(${JSON.stringify(join(root, 'dist/cluster/main.js'))})
  .then(async ({ main }) => { process.exitCode = await main(process.argv.slice(1), process.env); });`;

export interface ClusterOptions {
  readonly nodes?: number;
  readonly edges?: number;
  readonly edge?: 'nginx' | 'haproxy';
  readonly restartAfterMs?: number | 'never';
  readonly env?: Readonly<Record<string, string>>;
}

/** The local cluster, as its command starts it. `description` is what it printed; pids change when something is started again. */
export class Cluster implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #output: { stdout: string; stderr: string };
  readonly description: Description;

  constructor(child: ChildProcess, output: { stdout: string; stderr: string }, description: Description) {
    this.#child = child;
    this.#output = output;
    this.description = description;
  }

  get url(): string {
    return this.description.url;
  }

  /** The supervisor. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What the supervisor said of its processes so far. */
  get log(): string {
    return this.#output.stderr;
  }

  /** What runs now; a process that is away has the pid 0. */
  get current(): Description {
    return JSON.parse(readFileSync(join(this.description.dir, 'cluster.json'), 'utf8')) as Description;
  }

  /** Waits until a process of that name serves which is not the one with this pid; resolves with its pid. */
  async servesAgain(name: string, butNot: number): Promise<number> {
    return waitFor(
      () =>
        [...this.log.matchAll(new RegExp(`^${name} \\(pid (\\d+)\\) serves`, 'gm'))]
          .map(([, pid]) => Number(pid))
          .filter((pid) => pid > 0 && pid !== butNot && this.#pids().includes(pid))
          .at(-1),
      { timeoutMs: 60_000, message: () => `${name} to be started again:\n${this.log}` },
    );
  }

  #pids(): number[] {
    const { nodes, edges, redis, postgres } = this.current;
    return [...nodes, ...edges, redis, postgres].map(({ pid }) => pid);
  }

  /** A REST call with the admin key, to the first edge or to `url`. */
  call(
    method: string,
    path: string,
    body?: unknown,
    options: { readonly url?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    return fetch(`${options.url ?? this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.description.adminApiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Sends SIGTERM to the supervisor and resolves with its exit code, when all is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill(signal);
      await gone;
    }
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Resolves when all of it serves; rejects with what the supervisor said when it ends before. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  if (!existsSync(join(root, 'dist/cluster/main.js'))) throw new Error('Build first: node scripts/build.mjs');
  const { nodes, edges, edge, restartAfterMs } = options;
  const named = { nodes, edges, edge, 'restart-after-ms': restartAfterMs };
  const args = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, '--', ...args, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on(
    'data',
    (chunk: Buffer) => (output.stderr = (output.stderr + chunk.toString()).slice(-50_000)),
  );
  const line = await waitFor(
    () => /^\{.*\}$/m.exec(output.stdout)?.[0] ?? (child.exitCode === null ? undefined : 'ended'),
    { timeoutMs: 120_000, intervalMs: 50, message: () => `the cluster to start; it said:\n${output.stderr}` },
  );
  if (line === 'ended') throw new Error(`The cluster did not start; it said:\n${output.stderr}`);
  return new Cluster(child, output, JSON.parse(line) as Description);
}
