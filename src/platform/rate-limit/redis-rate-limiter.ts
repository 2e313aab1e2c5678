import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../clock/clock.js';
import { createRedisClient, type RedisSettings } from '../redis/client.js';
import { RedisConnection } from '../redis/connection.js';
import { MemoryRateLimiter } from './memory-rate-limiter.js';
import { RateLimiter, allowanceOf, type Allowance, type RatePolicy } from './rate-limiter.js';

/** One bucket, by the clock of Redis: the same on every node. Returns whether it was allowed, and what is left in thousandths. */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local burst, rate, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate / 1000)
local allowed = 0
if cost < 0 or tokens >= math.max(1, cost) then
  allowed = 1
  tokens = math.min(burst, tokens - cost)
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1000)
return { allowed, math.floor(tokens * 1000) }
`;

/** How long a request may wait for Redis before it is counted here. */
const ANSWER_MS = 250;

interface Commands {
  eval(script: string, keys: number, ...args: (string | number)[]): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

export interface RedisLimiterOptions {
  readonly redis: RedisSettings;
  readonly prefix: string;
  readonly clock: Clock;
  readonly registry: Registry;
}

/** Counts what all nodes are asked. While Redis can't be reached, or is slow, each node counts for itself. */
export class RedisRateLimiter extends RateLimiter {
  readonly #options: RedisLimiterOptions;
  readonly #local: MemoryRateLimiter;
  readonly #connection: RedisConnection;
  readonly #commands: Commands;
  readonly #fallbacks: Counter;

  constructor(options: RedisLimiterOptions) {
    super();
    const { redis, prefix, clock } = options;
    const client = createRedisClient(redis, `${prefix}-limits`);
    this.#options = options;
    this.#fallbacks = new Counter({
      name: 'touchline_rate_limit_fallbacks_total',
      help: 'Requests that this node counted for itself, because Redis did not answer in time.',
      registers: [options.registry],
    });
    this.#local = new MemoryRateLimiter(clock);
    this.#commands = client as unknown as Commands;
    this.#connection = new RedisConnection({
      name: 'limits',
      client,
      clock,
      onChange: () => undefined,
    });
  }

  async take(key: string, policy: RatePolicy, cost = 1): Promise<Allowance> {
    if (!this.#connection.up) return this.#takeHere(key, policy, cost);
    try {
      const answer = this.#commands.eval(
        TAKE,
        1,
        this.#keyOf(key),
        policy.burst,
        policy.perSecond,
        cost,
      ) as Promise<[number, number]>;
      const [allowed, left] = await this.#inTime(answer);
      return allowanceOf(allowed === 1, left / 1000, policy);
    } catch {
      // Whatever Redis lacks, the answer must not: the fallback counter tells.
      return this.#takeHere(key, policy, cost);
    }
  }

  async reset(key: string): Promise<void> {
    await this.#local.reset(key);
    if (!this.#connection.up) return;
    await this.#inTime(this.#commands.del(this.#keyOf(key))).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await this.#local.close();
  }

  get up(): boolean {
    return this.#connection.up;
  }

  #takeHere(key: string, policy: RatePolicy, cost: number): Allowance {
    this.#fallbacks.inc();
    return this.#local.takeNow(key, policy, cost);
  }

  #keyOf(key: string): string {
    return `${this.#options.prefix}:limit:${key}`;
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    let stop = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      const timer = this.#options.clock.after(ANSWER_MS, () => {
        // Starting over rejects what else waits: nothing piles up behind a server that hangs, and nobody waits for it again.
        this.#connection.reset();
        reject(new Error('Redis did not answer in time.'));
      });
      stop = () => timer.cancel();
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      stop();
    }
  }
}
