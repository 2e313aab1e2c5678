import type { Logger } from 'pino';
import type { Socket } from 'socket.io';
import { ANONYMOUS, type Caller } from '../access/caller.js';
import { AppError, validationFailed } from '../core/protocol/errors.js';
import type { MessageError } from '../core/protocol/messages.js';
import { messageErrorOf } from '../delivery/errors.js';
import { Frame } from '../delivery/frame.js';
import type { Session } from '../delivery/session.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import { BINARY_CALL, MALFORMED_CALL } from '../platform/socketio/inbound-packet.js';
import { CallQueue, type Call } from './call-queue.js';
import { FloodLimiter, type FloodLimits } from './flood-limiter.js';
import {
  parseAuthRefresh,
  parseEditorsWatch,
  parseSubscribe,
  parseUnsubscribe,
  type Parsed,
} from './requests.js';
import type { RealtimeMetrics } from './realtime-metrics.js';
import type { Admission, SocketAccess } from './socket-access.js';
import { SocketEditors, type EditorSource } from './socket-editors.js';
import { SLOW_CONSUMER, type SocketSink } from './socket-sink.js';

export interface SessionDependencies {
  readonly access: SocketAccess;
  readonly clock: Clock;
  readonly metrics: RealtimeMetrics;
  readonly logger: Logger;
  readonly flood: FloodLimits;
  /** Absent: nobody here knows who edits. */
  readonly editors?: EditorSource | undefined;
}

type Ack = (answer: unknown) => void;

/** How long before its credential expires a client is told. */
const EXPIRY_NOTICE_MS = 30_000;
/** Timers can't wait longer than 24 days; a credential may last longer. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;
/** How long a client may leave its answers unread while it asks for more. */
const UNREAD_ANSWERS_MS = 30_000;

/**
 * What one connection asks for. Every call is checked, then waits its turn, refused ones too; a flood is ended behind what it asked for
 * before. An answer is given inside delivery's own turn, so that no message stands on the wrong side of it.
 */
export class SocketSession {
  readonly #socket: Socket;
  readonly #sink: SocketSink;
  readonly #session: Session;
  readonly #dependencies: SessionDependencies;
  readonly #editors: SocketEditors | undefined;
  readonly #limiter: FloodLimiter;
  readonly #queue = new CallQueue(() => this.#untilRoomy());
  #admission: Admission;
  #expiry: Timer | undefined;
  #unwatch: () => void = () => undefined;
  #flooded = false;
  #closed = false;

  constructor(
    socket: Socket,
    sink: SocketSink,
    session: Session,
    admission: Admission,
    dependencies: SessionDependencies,
  ) {
    this.#socket = socket;
    this.#sink = sink;
    this.#session = session;
    this.#admission = admission;
    this.#dependencies = dependencies;
    this.#limiter = new FloodLimiter(dependencies.clock, dependencies.flood);
    this.#editors = dependencies.editors && new SocketEditors(dependencies.editors, sink);
    this.#watchCredential();
    this.#socket.onAny((event: string, ...args: unknown[]) => this.#onEvent(event, args));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#expiry?.cancel();
    this.#unwatch();
    this.#queue.clear();
    this.#editors?.close();
    this.#session.close();
  }

  #onEvent(event: string, args: unknown[]): void {
    if (this.#closed || this.#flooded) return;
    const last = args[args.length - 1];
    const ack = typeof last === 'function' ? (last as Ack) : undefined;
    const verdict = this.#limiter.judge();
    if (verdict !== 'allowed') {
      this.#refuse(ack, TOO_MANY_CALLS);
      if (verdict === 'flooding') this.#endFlood(TOO_MANY_CALLS);
      return;
    }
    const payload = args[0] === last && ack ? undefined : args[0];
    if (!this.#queue.add(this.#callOf(event, payload, ack))) this.#refuse(ack, TOO_MANY_WAITING);
  }

  #refuse(ack: Ack | undefined, error: MessageError): void {
    this.#dependencies.metrics.rateLimited.inc();
    if (ack && !this.#queue.refuse(() => ack({ error }))) this.#endFlood(error);
  }

  /** Nothing more is taken; what waits is still answered. */
  #endFlood(error: MessageError): void {
    if (this.#flooded) return;
    this.#flooded = true;
    this.#queue.end(() => this.#sink.end(error));
  }

  #callOf(event: string, payload: unknown, ack: Ack | undefined): Call {
    switch (event) {
      case 'subscribe':
        return this.#checked(parseSubscribe(payload), ack, (request) =>
          this.#session.subscribe(request, this.#admission.viewOf, (answer) => ack?.(answer)),
        );
      case 'unsubscribe':
        return this.#checked(parseUnsubscribe(payload), ack, (request) =>
          this.#session.unsubscribe(request, (answer) => ack?.(answer)),
        );
      case 'auth.refresh':
        return this.#checked(parseAuthRefresh(payload), ack, ({ token }) => this.#refresh(token, ack));
      case 'editors.watch':
        return this.#checked(parseEditorsWatch(payload), ack, ({ feeds }) => this.#watchEditors(feeds, ack));
      case BINARY_CALL:
        return this.#answerWith(ack, BINARY);
      case MALFORMED_CALL:
        return this.#answerWith(ack, MALFORMED);
      default:
        return this.#answerWith(ack, unknownEvent(event));
    }
  }

  #checked<T extends object>(
    parsed: Parsed<T>,
    ack: Ack | undefined,
    serve: (value: T) => Promise<void>,
  ): Call {
    if (!parsed.ok) return this.#answerWith(ack, parsed.error);
    const { value } = parsed;
    return { weight: weightOf(value), run: () => this.#guarded(ack, () => serve(value)) };
  }

  #answerWith(ack: Ack | undefined, error: AppError): Call {
    return {
      weight: 1,
      run: () => {
        ack?.({ error: messageErrorOf(error) });
        return Promise.resolve();
      },
    };
  }

  async #guarded(ack: Ack | undefined, serve: () => Promise<void>): Promise<void> {
    try {
      await serve();
    } catch (error) {
      if (!(error instanceof AppError))
        this.#dependencies.logger.error({ err: error }, 'a socket call failed');
      ack?.({ error: messageErrorOf(error instanceof AppError ? error : INTERNAL) });
    }
  }

  async #refresh(token: string, ack: Ack | undefined): Promise<void> {
    const admission = await this.#dependencies.access.admit(token);
    if (this.#closed) return;
    this.#admission = admission;
    this.#watchCredential();
    if (this.#closed) return;
    await this.#session.reauthorize(admission.viewOf);
    ack?.({ ok: true });
  }

  async #watchEditors(patterns: readonly string[], ack: Ack | undefined): Promise<void> {
    if (!this.#editors) throw unknownEvent('editors.watch');
    const callerOf = (): Caller => this.#admission.caller ?? ANONYMOUS;
    await this.#editors.watch(callerOf, patterns, (answer) => ack?.(answer));
  }

  #watchCredential(): void {
    this.#watchExpiry();
    this.#unwatch();
    // Not in the midst of whoever makes this session, or revokes: a credential may be gone already.
    const end = (): void => queueMicrotask(() => this.#end(REVOKED));
    this.#unwatch = this.#admission.watch?.(end) ?? (() => undefined);
  }

  /** Nothing more is served, also of what waits: the rights that it was asked with are gone. */
  #end(error: MessageError): void {
    if (this.#closed) return;
    this.close();
    this.#sink.end(error);
  }

  #watchExpiry(): void {
    this.#expiry?.cancel();
    const { expiresAtMs } = this.#admission;
    if (expiresAtMs === undefined) return;
    const { clock } = this.#dependencies;
    const left = expiresAtMs - clock.now();
    if (left > LONGEST_WAIT_MS) {
      this.#expiry = clock.after(LONGEST_WAIT_MS - EXPIRY_NOTICE_MS, () => this.#watchExpiry());
      return;
    }
    this.#expiry = clock.after(Math.max(0, left - EXPIRY_NOTICE_MS), () => {
      this.#sink.send(new Frame('auth.expiring', { at: new Date(expiresAtMs).toISOString() }));
      this.#expiry = clock.after(Math.max(0, expiresAtMs - clock.now()), () => this.#end(EXPIRED));
    });
  }

  /** A client that does not read its answers gets no further ones, so that they can't pile up. */
  async #untilRoomy(): Promise<boolean> {
    if (!this.#closed && this.#sink.full) {
      const timer = this.#dependencies.clock.after(UNREAD_ANSWERS_MS, () => this.#sink.end(SLOW_CONSUMER));
      await new Promise<void>((resolve) => this.#sink.onceRoomy(resolve));
      timer.cancel();
    }
    return !this.#closed;
  }
}

function weightOf(request: object): number {
  const { feeds = [], tags = [] } = request as {
    feeds?: readonly unknown[];
    tags?: readonly (string | { readonly positions?: object })[];
  };
  return tags.reduce<number>(
    (sum, tag) => sum + 1 + (typeof tag === 'string' ? 0 : Object.keys(tag.positions ?? {}).length),
    1 + feeds.length,
  );
}

function unknownEvent(event: string): AppError {
  const name = event.length > 64 ? `${event.slice(0, 64)}…` : event;
  return new AppError(
    'validation_failed',
    `There is no event "${name}". Send subscribe, unsubscribe, editors.watch or auth.refresh.`,
  );
}

const BINARY = validationFailed([
  { path: 'payload', message: 'holds binary data, which no message of this protocol has: send JSON' },
]);
const MALFORMED = validationFailed([
  { path: 'payload', message: 'is no event: send an array of the name, as text, and one object' },
]);
const TOO_MANY_CALLS: MessageError = {
  code: 'rate_limited',
  detail: 'Too many calls on this connection. Wait a second, and name up to 500 feeds in one call.',
  retryable: true,
};
const TOO_MANY_WAITING: MessageError = {
  code: 'rate_limited',
  detail: 'Too much is waiting for an answer on this connection. Wait for the answers before you call again.',
  retryable: true,
};
const EXPIRED: MessageError = {
  code: 'unauthenticated',
  detail: 'The token of this connection expired. Connect again with a new one.',
  retryable: false,
};
const REVOKED: MessageError = {
  code: 'unauthenticated',
  detail: 'The credential of this connection was revoked. Connect again with another one.',
  retryable: false,
};
const INTERNAL = new AppError('internal', 'Something went wrong here. Try again.');
