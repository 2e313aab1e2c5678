import { rm } from 'node:fs/promises';
import { Redis as Client } from 'ioredis';
import { freePort } from './free-port.js';
import { requireProgram } from './requirements.js';
import { waitFor } from './wait-for.js';
import { useServer, WatchedProcess } from './watched-process.js';

interface RedisOptions {
  /** A Redis Cluster of this one server, which owns every slot. */
  readonly cluster?: boolean;
  /** Answers on the port only once `restart` is called. */
  readonly stopped?: boolean;
}

/** Ends the server by its folder. */
const WATCHDOG = 'pid=$(cat "$0/redis.pid" 2>/dev/null) && kill -KILL $pid 2>/dev/null';

/** A Redis server of a test's own, on 127.0.0.1, in a temporary folder; it stores nothing, so that each start is an empty one. */
export class RedisServer {
  readonly #process: WatchedProcess;
  readonly #options: RedisOptions;

  private constructor(
    process: WatchedProcess,
    readonly port: number,
    options: RedisOptions,
  ) {
    this.#process = process;
    this.#options = options;
  }

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const process = await WatchedProcess.create('touchline-redis', WATCHDOG);
    const server = new RedisServer(process, await freePort(), options);
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
        if (this.#process.pid === undefined) this.#spawn();
        return (await this.command('PING')) === 'PONG';
      },
      { message: () => `Redis to start:\n${this.#process.log}`, timeoutMs: 20_000, intervalMs: 30 },
    );
    if (this.#options.cluster) await this.#own();
  }

  async kill9(): Promise<void> {
    if (this.#process.pid === undefined) return;
    await this.#process.end((pid) => process.kill(pid, 'SIGKILL'));
    // The watchdog must not end whoever bears that number next.
    await rm(this.#pidFile, { force: true });
  }

  /** It stands still: connections stay open, new ones are taken by the system, and nobody answers. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.kill9();
    await this.#process.dispose();
  }

  get #pidFile(): string {
    return `${this.#process.folder.path}/redis.pid`;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid !== undefined) process.kill(pid, signal);
  }

  #spawn(): void {
    const settings: Record<string, string> = {
      bind: '127.0.0.1',
      port: String(this.port),
      dir: this.#process.folder.path,
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
    this.#process.start(requireProgram('redis-server'), args);
  }

  async #own(): Promise<void> {
    const slots = (await this.command('CLUSTER', 'INFO')) as string;
    if (!slots.includes('cluster_slots_assigned:16384')) {
      await this.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    }
    await waitFor(async () => String(await this.command('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  }
}

/** See `useServer`. */
export function useRedisServer(options: RedisOptions = {}): () => RedisServer {
  return useServer(() => RedisServer.start(options));
}
