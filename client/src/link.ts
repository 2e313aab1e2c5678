import { io, type Socket } from 'socket.io-client';
import type { MessageError, ServerMessages } from '../../src/core/protocol/messages.js';
import { Backoff } from './backoff.js';

/**
 * `connecting`: for the first time. `live`: connected. `stale`: the connection is lost and being looked for; what is held may be old.
 * `offline`: lost for long, refused, or closed.
 */
export type Status = 'connecting' | 'live' | 'stale' | 'offline';

/** A token or key, or where to get one whenever it is needed. */
export type Token = string | (() => string | undefined | Promise<string | undefined>);

export interface LinkOptions {
  readonly token?: Token;
  /** Sees what the public sees, also where the browser has a session; then there is no token. */
  readonly anonymous?: boolean;
  readonly transports?: readonly ('websocket' | 'polling')[];
  /** Where the servers keep their socket; default `/socket.io`. */
  readonly path?: string;
  /** How long without a connection until the status is `offline`; it goes on trying. Default 10,000. */
  readonly offlineAfterMs?: number;
  /** First and longest wait between tries. Default 500 and 15,000. */
  readonly retryMs?: number;
  readonly retryMaxMs?: number;
  /** How long a try may take. Default 20,000, and 8,000 where there is another address to try. */
  readonly connectTimeoutMs?: number;
}

export interface LinkEvents {
  connected(): void;
  lost(): void;
  status(status: Status): void;
  error(error: MessageError): void;
  message(name: keyof ServerMessages, payload: unknown): void;
}

const ANSWER_MS = 30_000;
/** Long enough that what ends it is a connection that was well before. */
const WELL_AFTER_MS = 10_000;

/**
 * The connection: keeps one open, whatever ends it. It comes back at random moments, later after each failure, and when a node drains
 * within the time that the node gives. Of several addresses it begins with any, stays with one that answers, and goes on to the next
 * when one does not.
 */
export class Link {
  readonly #urls: readonly string[];
  #at: number;
  #socket: Socket;
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #backoff: Backoff;
  #status: Status = 'connecting';
  #retry: ReturnType<typeof setTimeout> | undefined;
  #offline: ReturnType<typeof setTimeout> | undefined;
  #connectedAt = 0;
  #closed = false;

  constructor(urls: readonly string[], options: LinkOptions, events: LinkEvents) {
    if (urls.length === 0) throw new Error('The address of a Touchline server is missing.');
    this.#urls = urls;
    this.#at = Math.floor(Math.random() * urls.length);
    this.#options = options;
    this.#events = events;
    this.#backoff = new Backoff(options.retryMs, options.retryMaxMs);
    this.#socket = this.#dial();
    this.#watchOffline();
    this.#socket.connect();
  }

  get status(): Status {
    return this.#status;
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /**
   * `apply` gets the answer in the turn of its arrival, before any message that follows it. Rejects when none comes in time or the
   * connection is lost.
   */
  call<T>(event: string, request: unknown, apply: (answer: unknown) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#socket.timeout(ANSWER_MS).emit(event, request, (error: Error | null, answer: unknown) => {
        if (error) reject(error);
        else resolve(apply(answer));
      });
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#offline);
    this.#socket.disconnect();
    this.#setStatus('offline');
  }

  #dial(): Socket {
    const socket = io(this.#urls[this.#at], {
      path: this.#options.path ?? '/socket.io',
      transports: [...(this.#options.transports ?? ['websocket', 'polling'])],
      tryAllTransports: true,
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      timeout: this.#options.connectTimeoutMs ?? (this.#urls.length > 1 ? 8_000 : 20_000),
      auth: (give: (auth: object) => void) => void this.#authenticate(give),
    });
    socket.on('connect', () => this.#onConnect());
    socket.on('disconnect', () => this.#onLost());
    socket.on('connect_error', (error: Error & { data?: MessageError }) => this.#onRefused(error.data));
    socket.onAny((name: keyof ServerMessages, payload: unknown) => this.#onMessage(name, payload));
    return socket;
  }

  /** Called between tries only: no call waits on the socket that is left. */
  #tryNextAddress(): void {
    if (this.#urls.length < 2) return;
    this.#at = (this.#at + 1) % this.#urls.length;
    this.#socket.off();
    this.#socket.offAny();
    this.#socket.disconnect();
    this.#socket = this.#dial();
  }

  async #authenticate(give: (auth: object) => void): Promise<void> {
    const { token, anonymous } = this.#options;
    if (anonymous) return give({ anonymous });
    try {
      const value = typeof token === 'function' ? await token() : token;
      give(value === undefined ? {} : { token: value });
    } catch (error) {
      this.#fail({
        code: 'unauthenticated',
        detail: `The token could not be had: ${String(error)}`,
        retryable: true,
      });
      this.#socket.disconnect();
      this.#retryIn(this.#backoff.next());
    }
  }

  #onConnect(): void {
    this.#connectedAt = Date.now();
    clearTimeout(this.#offline);
    this.#offline = undefined;
    this.#setStatus('live');
    this.#events.connected();
  }

  /** Whoever ended it (the server for a slow consumer, a node that left, the network): it is opened again, but not at once. */
  #onLost(): void {
    if (this.#closed) return;
    if (Date.now() - this.#connectedAt > WELL_AFTER_MS) this.#backoff.reset();
    this.#setStatus('stale');
    this.#watchOffline();
    this.#events.lost();
    this.#retryIn(this.#backoff.next());
  }

  #onRefused(reason: MessageError | undefined): void {
    if (this.#closed) return;
    if (reason) this.#fail(reason);
    const final = reason && !reason.retryable && typeof this.#options.token !== 'function';
    if (final) return this.#setStatus('offline');
    this.#tryNextAddress();
    this.#retryIn(this.#backoff.next());
  }

  #onMessage(name: keyof ServerMessages, payload: unknown): void {
    if (name === 'server.draining') {
      const { reconnectAfterMs } = payload as ServerMessages['server.draining'];
      this.#move(Math.random() * reconnectAfterMs);
    } else if (name === 'auth.expiring') {
      void this.#refresh();
    } else if (name === 'error') {
      this.#fail(payload as MessageError);
    } else {
      this.#events.message(name, payload);
    }
  }

  #move(inMs: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#backoff.reset();
      this.#socket.disconnect();
    }, inMs);
  }

  async #refresh(): Promise<void> {
    const { token } = this.#options;
    if (typeof token !== 'function') return;
    try {
      await this.call('auth.refresh', { token: await token() }, (answer) => {
        const { error } = answer as { error?: MessageError };
        if (error) this.#fail(error);
      });
    } catch (error) {
      this.#fail({
        code: 'unauthenticated',
        detail: `The token was not refreshed: ${String(error)}`,
        retryable: true,
      });
    }
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), ms);
  }

  #watchOffline(): void {
    this.#offline ??= setTimeout(() => this.#setStatus('offline'), this.#options.offlineAfterMs ?? 10_000);
  }

  #fail(error: MessageError): void {
    this.#events.error(error);
  }

  #setStatus(status: Status): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#events.status(status);
  }
}
