import { Cluster, Redis, type RedisOptions } from 'ioredis';

export type RedisMode = 'classic' | 'sharded' | 'cluster';

export interface RedisSettings {
  /** `redis://` or `rediss://`; of a cluster any number of its nodes, comma-separated. */
  readonly url: string;
  readonly mode: RedisMode;
}

/** What this folder uses of a client, be it of one server or of a cluster. */
export interface RedisClient {
  readonly status: string;
  on(event: string, listener: (...args: never[]) => void): unknown;
  once(event: string, listener: () => void): unknown;
  publish(channel: string, message: string | Buffer): Promise<number>;
  spublish(channel: string, message: string | Buffer): Promise<number>;
  subscribe(channel: string): Promise<unknown>;
  psubscribe(pattern: string): Promise<unknown>;
  ssubscribe(channel: string): Promise<unknown>;
  sunsubscribe(channel: string): Promise<unknown>;
  disconnect(reconnect?: boolean): void;
}

const CONNECT_TIMEOUT_MS = 2000;
/** How long a server may take to answer our closing before the socket is destroyed: a hung one never does. */
const DISCONNECT_TIMEOUT_MS = 200;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2000;

/**
 * A client that begins to connect at once and never gives up. It keeps nothing for later: a command is refused while the connection is
 * not ready, and rejected when it closes before the answer, because a hint that comes late is worth nothing and a queue has no bound.
 */
export function createRedisClient({ url, mode }: RedisSettings, name: string): RedisClient {
  const options: RedisOptions = {
    connectionName: name,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // 0 rejects what is unanswered at each close; null would leave those promises open for good.
    maxRetriesPerRequest: 0,
    // The subscriber does that itself, so that it knows when it is done.
    autoResubscribe: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    retryStrategy: backOff,
  };
  if (mode !== 'cluster') return new Redis(url, options) as unknown as RedisClient;
  const nodes = url.split(',').map((text) => new URL(text.trim()));
  return new Cluster(
    nodes.map((node) => ({ host: bareHost(node), port: Number(node.port || 6379) })),
    {
      enableOfflineQueue: false,
      shardedSubscribers: true,
      clusterRetryStrategy: backOff,
      redisOptions: { ...withoutRetry(options), ...credentialsOf(nodes[0]) },
    },
  ) as unknown as RedisClient;
}

/** @param attempt from 1 @returns milliseconds: doubling, capped, and spread so that nodes do not come back all at once */
export function backOff(attempt: number): number {
  const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(ceiling * (0.5 + Math.random() / 2));
}

/** The cluster client decides itself which node to connect to next. */
function withoutRetry({ retryStrategy: _, ...options }: RedisOptions): RedisOptions {
  return options;
}

function credentialsOf(node: URL | undefined): RedisOptions {
  if (!node) return {};
  return {
    ...(node.username ? { username: decodeURIComponent(node.username) } : {}),
    ...(node.password ? { password: decodeURIComponent(node.password) } : {}),
    ...(node.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** An IPv6 address without its brackets. */
function bareHost(node: URL): string {
  return node.hostname.replace(/^\[(.*)\]$/, '$1');
}
