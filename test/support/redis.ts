import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Redis as Client } from 'ioredis';
import { freePort } from './free-port.js';
import { requireProgram } from './requirements.js';
import { TempFolder } from './temp-folder.js';
import { waitFor } from './wait-for.js';

interface RedisOptions {
  /** A Redis Cluster of this one server, which owns every slot. */
  readonly cluster?: boolean;
  /** Answers on the port only once `restart` is called. */
  readonly stopped?: boolean;
}

/** Ends the server and removes its folder once the pipe from this process closes, however this process ends. $0 is the folder. */
const WATCHDOG = `
  cat >/dev/null
  pid=$(cat "$0/redis.pid" 2>/dev/null) && kill -KILL $pid 2>/dev/null
  rm -rf "$0"
`;

/** A Redis server of a test's own, on 127.0.0.1, in a temporary folder; it stores nothing, so that each start is an empty one. */
export class RedisServer {
  readonly #folder: TempFolder;
  readonly #options: RedisOptions;
  readonly #watchdog: ChildProcess;
  #server: ChildProcess | undefined;
  #log = '';

  private constructor(
    folder: TempFolder,
    readonly port: number,
    options: RedisOptions,
  ) {
    this.#folder = folder;
    this.#options = options;
    this.#watchdog = spawn('sh', ['-c', WATCHDOG, folder.path], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#watchdog.unref();
  }

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await TempFolder.create('touchline-redis'), await freePort(), options);
    try {
      if (!options.stopped) await server.restart();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** One command of a connection of its own. */
  async command(...args: readonly string[]): Promise<unknown> {
    const client = new Client({
      port: this.port,
      host: '127.0.0.1',
      lazyConnect: true,
      disconnectTimeout: 100,
      retryStrategy: () => null,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(args[0] as string, ...args.slice(1));
    } finally {
      client.disconnect();
    }
  }

  /** Starts what was killed, empty, on the same port. */
  async restart(): Promise<void> {
    await this.kill9();
    await waitFor(
      async () => {
        if (!this.#server) this.#spawn();
        return (await this.command('PING')) === 'PONG';
      },
      { message: () => `Redis to start:\n${this.#log}`, timeoutMs: 20_000, intervalMs: 30 },
    );
    if (this.#options.cluster) await this.#own();
  }

  async kill9(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    // The watchdog must not end whoever bears that number next.
    await rm(this.#pidFile, { force: true });
  }

  /** It stands still: connections stay open, new ones are taken by the system, and nobody answers. */
  freeze(): void {
    this.#server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#server?.kill('SIGCONT');
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.kill9();
    const ended = once(this.#watchdog, 'exit');
    this.#watchdog.ref();
    this.#watchdog.stdin?.end();
    await ended;
  }

  get #pidFile(): string {
    return `${this.#folder.path}/redis.pid`;
  }

  #spawn(): void {
    const settings: Record<string, string> = {
      bind: '127.0.0.1',
      port: String(this.port),
      dir: this.#folder.path,
      pidfile: this.#pidFile,
      save: '',
      appendonly: 'no',
      ...(this.#options.cluster
        ? {
            'cluster-enabled': 'yes',
            'cluster-announce-ip': '127.0.0.1',
            'cluster-port': String(this.port > 55_000 ? this.port - 10_000 : this.port + 10_000),
          }
        : {}),
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const server = spawn(requireProgram('redis-server'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-8_000);
    });
    server.once('exit', () => {
      if (this.#server === server) this.#server = undefined;
    });
    this.#server = server;
  }

  async #own(): Promise<void> {
    const slots = (await this.command('CLUSTER', 'INFO')) as string;
    if (!slots.includes('cluster_slots_assigned:16384')) {
      await this.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    }
    await waitFor(async () => String(await this.command('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  }
}

/** One server a test file, started before its first test and ended behind its last. */
export function useRedisServer(options: RedisOptions = {}): () => RedisServer {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    server = await RedisServer.start(options);
  }, 30_000);
  afterAll(async () => server?.stop(), 30_000);
  return () => {
    if (!server) throw new Error('The server runs only while tests run.');
    return server;
  };
}
