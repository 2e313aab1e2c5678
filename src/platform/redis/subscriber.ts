import type { RedisClient } from './client.js';
import type { LinkObserver } from './link-observer.js';

/** The plain, pattern and sharded kinds of a subscription. */
type Command = 'subscribe' | 'psubscribe' | 'ssubscribe';
const MESSAGE_EVENTS = ['messageBuffer', 'pmessageBuffer', 'smessageBuffer'] as const;
type MessageEvent = (typeof MESSAGE_EVENTS)[number];
/** Ends with the channel and the message, both as bytes. */
type Listener = (...args: never[]) => unknown;

interface Options {
  readonly client: RedisClient;
  /** In a cluster the client keeps a list of its own of what it is subscribed to. */
  readonly cluster: boolean;
  readonly up: () => boolean;
  /** A subscription was refused: the connection is not what it should be. */
  readonly onFailure: () => void;
  readonly observer: LinkObserver;
}

/**
 * What the Socket.IO adapter takes for its subscribing client. It remembers what is wanted and subscribes to all of it whenever the
 * connection is ready; and whatever others put on the channels, a reader's failure stays here.
 */
export class RedisSubscriber {
  readonly #options: Options;
  readonly #wanted = new Map<string, Command>();
  readonly #listeners = new Map<MessageEvent, Set<Listener>>();

  constructor(options: Options) {
    this.#options = options;
    for (const event of MESSAGE_EVENTS) {
      this.#listeners.set(event, new Set());
      options.client.on(event, (...args: Buffer[]) => this.#receive(event, args));
    }
  }

  subscribe(channels: string | readonly string[]): void {
    this.#want('subscribe', channels);
  }

  psubscribe(pattern: string): void {
    this.#want('psubscribe', pattern);
  }

  ssubscribe(channel: string): void {
    this.#want('ssubscribe', channel);
  }

  unsubscribe(channels: string | readonly string[]): void {
    this.#forget(channels);
  }

  punsubscribe(pattern: string): void {
    this.#forget(pattern);
  }

  sunsubscribe(channels: string | readonly string[]): void {
    this.#forget(channels);
  }

  on(event: string, listener: Listener): this {
    this.#listeners.get(event as MessageEvent)?.add(listener);
    return this;
  }

  off(event: string, listener: Listener): this {
    this.#listeners.get(event as MessageEvent)?.delete(listener);
    return this;
  }

  /** To everything that is wanted. Rejects when Redis refuses one. */
  async subscribeAll(): Promise<void> {
    await Promise.all([...this.#wanted].map(([name, command]) => this.#subscribe(command, name)));
  }

  #want(command: Command, names: string | readonly string[]): void {
    for (const name of [names].flat()) {
      this.#wanted.set(name, command);
      if (this.#options.up()) this.#subscribe(command, name).catch(this.#options.onFailure);
    }
  }

  /** The adapter leaves only when the connection is about to be closed, which ends every subscription. */
  #forget(names: string | readonly string[]): void {
    for (const name of [names].flat()) this.#wanted.delete(name);
  }

  async #subscribe(command: Command, name: string): Promise<void> {
    const { client, cluster } = this.#options;
    // Else each new connection would add the name to the client's list once more.
    if (cluster) await client.sunsubscribe(name);
    await client[command](name);
  }

  #receive(event: MessageEvent, args: readonly Buffer[]): void {
    this.#options.observer.arrived(args.at(-1)?.length ?? 0);
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        const reading = (listener as (...given: readonly Buffer[]) => unknown)(...args);
        if (reading instanceof Promise) reading.catch(this.#unreadable);
      } catch (error) {
        this.#unreadable(error);
      }
    }
  }

  readonly #unreadable = (error: unknown): void => this.#options.observer.unreadable(error);
}
