import { io, type Socket } from 'socket.io-client';
import type { ServerMessages, SubscribeAnswer } from '../../../src/core/protocol/messages.js';
import { FeedCopy, type Complain } from './feed-copy.js';

export type Transport = 'polling' | 'websocket';

export interface SubscriberOptions {
  /** Tried in turn. */
  readonly endpoints: readonly string[];
  readonly transport: Transport;
  readonly feeds: readonly string[];
  readonly complain: Complain;
  /** The connection could not be made, or ended. */
  readonly onLost: (loss: Loss) => void;
  /** It is served again, so long after it was lost. */
  readonly onBack: (afterMs: number) => void;
}

export interface Loss {
  readonly reason: string;
  /** Since a node said that it drains; absent when it did not. */
  readonly afterNoticeMs?: number;
  readonly windowMs?: number;
}

const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 2000;

/** Follows feeds on one connection at a time, comes back by position whatever ended the last, and checks all that it is told. */
export class Subscriber {
  readonly copies: ReadonlyMap<string, FeedCopy>;
  readonly #options: SubscriberOptions;
  #socket: Socket | undefined;
  #attempts: number;
  #failures = 0;
  #served = false;
  #lostAt: number | undefined;
  #notice: { readonly at: number; readonly windowMs: number } | undefined;

  /** @param index shares out the endpoints */
  constructor(index: number, options: SubscriberOptions) {
    this.#options = options;
    this.#attempts = index;
    const { feeds, complain } = options;
    this.copies = new Map(
      feeds.map((feed) => [feed, new FeedCopy(feed, (fault) => complain(`subscriber ${index}, ${fault}`))]),
    );
  }

  /** Whether a node answered its subscription, on the connection that it has now. */
  get served(): boolean {
    return this.#served;
  }

  /** The node that it is connected to: the first part of the session's id. */
  get node(): string | undefined {
    return this.#socket?.io.engine?.id?.split('.')[0];
  }

  connect(): void {
    const { endpoints, transport } = this.#options;
    const url = endpoints[this.#attempts++ % endpoints.length] as string;
    const socket = io(url, {
      transports: [transport],
      forceNew: true,
      reconnection: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
    this.#socket = socket;
    this.#notice = undefined;
    socket.on('connect', () => this.#subscribe(socket));
    socket.on('connect_error', (error) => this.#lost(socket, textOf(error)));
    socket.on('disconnect', (reason, details) => this.#lost(socket, `${reason} ${textOf(details)}`));
    socket.onAny((name: keyof ServerMessages, payload: unknown) => this.#receive(socket, name, payload));
  }

  #subscribe(socket: Socket): void {
    const feeds = [...this.copies.values()].map(({ feed, position }) => ({
      id: feed,
      ...(position && { position }),
    }));
    socket
      .timeout(ANSWER_TIMEOUT_MS)
      .emit('subscribe', { feeds }, (late: Error | null, answer: SubscribeAnswer & { error?: unknown }) => {
        if (late) this.#lost(socket, 'no answer');
        else this.#answered(socket, answer);
      });
  }

  #answered(socket: Socket, answer: SubscribeAnswer & { readonly error?: unknown }): void {
    if (socket !== this.#socket) return;
    const refused = answer.error ?? answer.feeds.find((feed) => 'error' in feed);
    if (refused !== undefined) return this.#lost(socket, `refused ${JSON.stringify(refused)}`);
    for (const feed of answer.feeds) {
      if ('error' in feed) continue;
      const copy = this.copies.get(feed.id) as FeedCopy;
      if (feed.snapshot) copy.begin(feed.epoch, feed.seq, feed.snapshot.state);
      copy.take(feed.events ?? []);
      if (copy.seq !== feed.seq)
        copy.complain(`${feed.id}: the answer says ${feed.seq}, held is ${copy.seq}`);
    }
    this.#served = true;
    this.#failures = 0;
    if (this.#lostAt !== undefined) this.#options.onBack(performance.now() - this.#lostAt);
    this.#lostAt = undefined;
  }

  #receive(socket: Socket, name: keyof ServerMessages, payload: unknown): void {
    if (socket !== this.#socket) return;
    if (name === 'feed.events') {
      const { feed, events } = payload as ServerMessages['feed.events'];
      this.copies.get(feed)?.take(events);
    } else if (name === 'feed.check') {
      const { feed, seq, checksum } = payload as ServerMessages['feed.check'];
      this.copies.get(feed)?.check(seq, checksum);
    } else if (name === 'feed.snapshot') {
      const { feed, epoch, seq, state } = payload as ServerMessages['feed.snapshot'];
      this.copies.get(feed)?.begin(epoch, seq, state);
    } else if (name === 'server.draining') {
      const windowMs = (payload as ServerMessages['server.draining']).reconnectAfterMs;
      this.#notice = { at: performance.now(), windowMs };
      setTimeout(() => {
        if (socket === this.#socket) this.#lost(socket, 'moved');
      }, Math.random() * windowMs);
    } else {
      this.#options.complain(`unexpected ${name} ${JSON.stringify(payload)}`);
    }
  }

  #lost(socket: Socket, reason: string): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#served = false;
    socket.disconnect();
    this.#lostAt ??= performance.now();
    const notice = this.#notice;
    this.#options.onLost({
      reason,
      ...(notice && { afterNoticeMs: performance.now() - notice.at, windowMs: notice.windowMs }),
    });
    const limit = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
    setTimeout(() => this.connect(), reason === 'moved' ? 0 : limit * (0.5 + Math.random() / 2));
  }
}

/** What the client library says, with the body of the answer that it stumbled over. */
function textOf(error: unknown): string {
  const { message, description, context } = (error ?? {}) as {
    message?: string;
    description?: unknown;
    context?: { responseText?: string };
  };
  const status = typeof description === 'number' ? ` ${description}` : '';
  return `${message ?? ''}${status} ${context?.responseText?.slice(0, 200) ?? ''}`.trim();
}
