/**
 * The clients of `jitter.ts`, in a process of their own. Each counts which messages it has, whichever server it speaks to: message n is
 * the nth that was published, and bears that number.
 */
import { io, type Socket } from 'socket.io-client';
import type { SubscribeAnswer } from '../src/core/protocol/messages.js';
import { now } from './socket-crowd.js';

export interface JitterCrowdOptions {
  readonly server: 'bare' | 'touchline';
  readonly url: string;
  readonly feed: string;
  readonly clients: number;
  readonly startOverMs: number;
  readonly onlineMs: number;
  readonly awayMs: number;
}

export interface JitterReport {
  readonly joined: number;
  /** Messages that each client has, added up, each counted once. */
  readonly delivered: number;
  readonly duplicates: number;
  readonly returns: number;
  /** From the first attempt to come back until all that others had by then was held; of those returns that ever were. */
  readonly completeMs: readonly number[];
}

const RETRY_MS = 200;

class Client {
  static newest = 0;
  static dropping = false;
  static readonly completeMs: number[] = [];
  static returns = 0;
  static duplicates = 0;
  joined = false;
  readonly held = new Set<number>();
  /** All of 1..complete are held. */
  #complete = 0;
  #epoch: string | undefined;
  #socket: Socket | undefined;
  #return: { readonly at: number; readonly target: number } | undefined;

  constructor(readonly options: JitterCrowdOptions) {}

  connect(): void {
    const socket = io(this.options.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    this.#socket = socket;
    socket.on('connect', () => this.#onConnect(socket));
    socket.on('connect_error', () => setTimeout(() => this.connect(), RETRY_MS));
    socket.on('disconnect', () => this.#onLost());
    socket.on('event', ({ n }: { n: number }) => this.#take(n));
    socket.on('feed.events', ({ events }: { events: readonly { seq: number }[] }) => {
      for (const { seq } of events) this.#take(seq);
    });
  }

  #onConnect(socket: Socket): void {
    if (this.options.server === 'bare') return this.#onJoined();
    const id = this.options.feed;
    const position = this.#epoch !== undefined && { position: { epoch: this.#epoch, seq: this.#complete } };
    socket.emit('subscribe', { feeds: [{ id, ...position }] }, ({ feeds: [answer] }: SubscribeAnswer) => {
      if (!answer || 'error' in answer) {
        socket.disconnect();
        return;
      }
      this.#epoch = answer.epoch;
      for (const { seq } of answer.events ?? []) this.#take(seq);
      this.#onJoined();
    });
  }

  #onJoined(): void {
    this.joined = true;
    this.#noteCompletion();
    const { onlineMs } = this.options;
    setTimeout(() => this.drop(), onlineMs * (0.8 + 0.4 * Math.random()));
  }

  drop(): void {
    if (Client.dropping) this.#socket?.io.engine.close();
    else if (this.joined) setTimeout(() => this.drop(), this.options.onlineMs * Math.random());
  }

  #onLost(): void {
    this.joined = false;
    setTimeout(() => {
      Client.returns++;
      this.#return = { at: now(), target: Client.newest };
      this.connect();
    }, this.options.awayMs);
  }

  #take(n: number): void {
    if (this.held.has(n)) Client.duplicates++;
    this.held.add(n);
    Client.newest = Math.max(Client.newest, n);
    while (this.held.has(this.#complete + 1)) this.#complete++;
    this.#noteCompletion();
  }

  #noteCompletion(): void {
    if (!this.#return || !this.joined || this.#complete < this.#return.target) return;
    Client.completeMs.push(now() - this.#return.at);
    this.#return = undefined;
  }
}

const options = JSON.parse(process.argv[2] as string) as JitterCrowdOptions;
const clients = Array.from({ length: options.clients }, () => new Client(options));
for (const [index, client] of clients.entries()) {
  setTimeout(() => client.connect(), (index * options.startOverMs) / clients.length);
}
process.on('message', (message) => {
  if (message === 'drop') Client.dropping = true;
  if (message === 'stay') Client.dropping = false;
  process.send?.({
    joined: clients.filter(({ joined }) => joined).length,
    delivered: clients.reduce((sum, { held }) => sum + held.size, 0),
    duplicates: Client.duplicates,
    returns: Client.returns,
    completeMs: Client.completeMs,
  } satisfies JitterReport);
});
process.on('disconnect', () => process.exit());
