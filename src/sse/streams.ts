import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { AppError } from '../core/protocol/errors.js';
import type { MessageError } from '../core/protocol/messages.js';
import { Frame } from '../delivery/frame.js';
import type { Hub } from '../delivery/hub.js';
import type { Session, ViewOf } from '../delivery/session.js';
import type { Clock } from '../platform/clock/clock.js';
import type { AddressSlots } from '../platform/rate-limit/address-slots.js';
import { evacuate } from '../platform/lifecycle/evacuation.js';
import { prologue } from './event-text.js';
import { watchCredential } from './credential-watch.js';
import { KeepAlive } from './keep-alive.js';
import { openingFrames } from './opening.js';
import { SseMetrics } from './sse-metrics.js';
import type { StreamRequest } from './stream-request.js';
import { DEFAULT_SINK_LIMITS, StreamSink, type SinkLimits } from './stream-sink.js';
import { TurnEnd } from './turn-end.js';

export interface StreamsOptions {
  readonly maxStreams: number;
  /** How long clients wait before they come back: this, give or take half of it, so that they don't come all at once. */
  readonly retryMs: number;
  readonly limits: SinkLimits;
}

const DEFAULT_STREAMS_OPTIONS: StreamsOptions = {
  maxStreams: 50_000,
  retryMs: 2000,
  limits: DEFAULT_SINK_LIMITS,
};

export interface StreamsDependencies {
  readonly hub: Pick<Hub, 'open'>;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly slots: Pick<AddressSlots, 'refusal' | 'take'>;
  readonly options?: Partial<StreamsOptions>;
}

/** Whose stream it is. */
export interface StreamCaller {
  readonly viewOf: ViewOf;
  /** Milliseconds since the epoch; absent: the credential does not expire. */
  readonly expiresAtMs?: number;
  /** Calls back once when what the rights hang on is revoked. Returns what stops watching. */
  readonly watch?: (onRevoked: () => void) => () => void;
}

export interface Opening {
  readonly request: StreamRequest;
  readonly caller: StreamCaller;
  readonly response: ServerResponse;
  /** Of the client. */
  readonly address: string;
  /** Called once, when the stream is about to begin: from then on the response belongs to it. Returns the headers of the route. */
  readonly take: () => OutgoingHttpHeaders;
  /** HEAD: everything but the stream. */
  readonly headOnly: boolean;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // NGINX would otherwise collect events in its buffer.
  'x-accel-buffering': 'no',
  connection: 'close',
} as const;

const LEAVING = new AppError('unavailable', 'This node is leaving. Connect again to reach another.');
const FULL = new AppError('unavailable', 'This node serves as many streams as it may. Try again later.', {
  retryAfterSeconds: 5,
});

/** The event streams of this node: lets them in, gives each its session with delivery, and moves them away when the node leaves. */
export class Streams {
  readonly #dependencies: StreamsDependencies;
  readonly #options: StreamsOptions;
  readonly #streams = new Set<StreamSink>();
  readonly #metrics: SseMetrics;
  readonly #turnEnd = new TurnEnd();
  readonly #keepAlive: KeepAlive;
  /** Requests that wait for their answer. */
  #opening = 0;
  #leaving = false;
  #draining: Promise<void> | undefined;

  constructor(dependencies: StreamsDependencies) {
    this.#dependencies = dependencies;
    this.#options = { ...DEFAULT_STREAMS_OPTIONS, ...dependencies.options };
    this.#metrics = new SseMetrics(dependencies.registry, this.#streams);
    this.#keepAlive = new KeepAlive(dependencies.clock);
  }

  get size(): number {
    return this.#streams.size;
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  /** Why no further stream is let in, if it is so. */
  get refusal(): AppError | undefined {
    if (this.#leaving) return this.#refused('draining', LEAVING);
    if (this.#streams.size + this.#opening >= this.#options.maxStreams) return this.#refused('full', FULL);
    return undefined;
  }

  /** Counts a stream of the client's address until its response is over. Throws `rate_limited`, or why no stream is let in. */
  enter(address: string, response: ServerResponse): void {
    const refusal = this.refusal;
    if (refusal) throw refusal;
    const { slots } = this.#dependencies;
    const full = slots.refusal(address);
    if (full) throw this.#refused('address', full);
    response.once('close', slots.take(address));
  }

  /** Resolves when the stream began, or when the client left before. Rejects with an AppError while the response is untouched. */
  async open(opening: Opening): Promise<void> {
    const { request, response, caller, address } = opening;
    const sink = this.#sinkOf(response, request);
    const session = this.#dependencies.hub.open(sink, address);
    response.once('close', () => session.close());
    // The client was gone before anybody listened.
    if (response.destroyed) session.close();
    let failure: unknown;
    this.#opening++;
    try {
      await session.subscribe({ feeds: request.feeds, tags: [] }, caller.viewOf, (answer) => {
        try {
          this.#begin(opening, sink, session, openingFrames(request.feeds, answer));
        } catch (error) {
          failure = error;
          session.close();
          // Too late for an answer: a client that is cut off comes back.
          if (response.headersSent) response.destroy();
        }
      });
    } finally {
      this.#opening--;
    }
    if (failure !== undefined) throw failure;
  }

  /**
   * Answers an EventSource that comes back to a node that can't serve it now: it would take any status but 200 as final, and give up
   * what the client is to see again. So it is told why, and to come again.
   */
  postpone(response: ServerResponse, headers: OutgoingHttpHeaders, error: MessageError): void {
    response.writeHead(200, { ...headers, ...HEADERS });
    const later = prologue(this.#retryMs() * 2).toString();
    response.end(`${later}event: error\ndata: ${JSON.stringify(error)}\n\n`);
  }

  /** Tells every client to leave within half of `limitMs`, then ends in slices who stayed. Resolves when all are gone. */
  drain(limitMs: number): Promise<void> {
    return (this.#draining ??= this.#evacuate(limitMs));
  }

  /** Ends every stream at once. */
  close(): void {
    this.#leaving = true;
    this.#keepAlive.close();
    for (const stream of this.#streams) stream.drop();
  }

  async #evacuate(limitMs: number): Promise<void> {
    this.#leaving = true;
    const notice = new Frame('server.draining', { reconnectAfterMs: Math.round(limitMs / 2) });
    for (const stream of this.#streams) stream.send(notice);
    await evacuate(this.#streams, this.#dependencies.clock, limitMs);
    this.close();
  }

  #sinkOf(response: ServerResponse, request: StreamRequest): StreamSink {
    return new StreamSink(randomUUID(), response, request.positions, {
      turnEnd: this.#turnEnd,
      clock: this.#dependencies.clock,
      limits: this.#options.limits,
      onSend: () => this.#metrics.sends.inc(),
      onWrite: (bytes) => this.#metrics.wrote(bytes),
      onEnd: ({ code }) => this.#metrics.ended.inc({ code }),
    });
  }

  /** In the turn of the cut-over: what delivery sends from now on follows the frames. */
  #begin(
    { response, caller, take, headOnly }: Opening,
    sink: StreamSink,
    session: Session,
    frames: readonly Frame[],
  ): void {
    const refusal = this.#leaving ? this.refusal : undefined;
    if (refusal) throw refusal;
    const headers = { ...take(), ...HEADERS };
    if (headOnly) {
      session.close();
      response.writeHead(200, headers).end();
      return;
    }
    this.#streams.add(sink);
    this.#metrics.opened.inc();
    sink.open(headers, prologue(this.#retryMs()), frames);
    // Behind the beginning: a credential may turn out to be revoked already.
    const ends = [
      this.#keepAlive.add(sink),
      watchCredential(this.#dependencies.clock, caller, sink, session),
    ];
    response.once('close', () => {
      this.#streams.delete(sink);
      for (const end of ends) end();
    });
  }

  #retryMs(): number {
    return Math.round(this.#options.retryMs * (0.5 + Math.random()));
  }

  #refused(reason: string, error: AppError): AppError {
    this.#metrics.refused.inc({ reason });
    return error;
  }
}
