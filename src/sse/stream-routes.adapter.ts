import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { callerOf } from '../access/guard.adapter.js';
import { AppError } from '../core/protocol/errors.js';
import { feedPath } from '../core/protocol/rest.js';
import { fit } from '../platform/http/fit.js';
import { manyFeeds, manyStreamQuery, oneFeed, streamQuery, type StreamRequest } from './stream-request.js';
import type { StreamCaller, Streams } from './streams.js';

const LAST_EVENT_ID = 'last-event-id';

/** The routes of event streams, directly on Fastify: the response is the stream's as soon as it begins. */
export class StreamRoutes {
  constructor(
    private readonly streams: Streams,
    private readonly access: Pick<Access, 'viewOf' | 'watch'>,
  ) {}

  register(server: FastifyInstance): void {
    const config = { need: 'nothing', queryToken: true, stream: true } as const;
    server.get('/api/v1/feeds/:id/stream', { config }, (request, reply) => {
      const { id } = fit(feedPath, request.params);
      return this.#serve(
        request,
        reply,
        oneFeed(id, fit(streamQuery, request.query), lastEventIdOf(request)),
      );
    });
    server.get('/api/v1/stream', { config }, (request, reply) =>
      this.#serve(request, reply, manyFeeds(fit(manyStreamQuery, request.query), lastEventIdOf(request))),
    );
  }

  async #serve(request: FastifyRequest, reply: FastifyReply, asked: StreamRequest): Promise<FastifyReply> {
    const caller = callerOf(request);
    try {
      this.streams.enter(request.ip, reply.raw);
      await this.streams.open({
        request: asked,
        caller: this.#callerOf(caller),
        response: reply.raw,
        address: request.ip,
        take: () => {
          reply.hijack();
          return headersOf(reply);
        },
        headOnly: request.method === 'HEAD',
      });
    } catch (error) {
      if (!(error instanceof AppError && error.retryable && returns(request))) throw error;
      this.#postpone(request, reply, error);
    }
    // A client that left before its stream began gets no answer.
    return reply.sent ? reply : reply.hijack();
  }

  #callerOf(caller: Caller): StreamCaller {
    const expiresAtMs = caller.kind === 'anonymous' ? undefined : caller.expiresAtMs;
    return {
      viewOf: (delaySeconds, feed) => this.access.viewOf(caller, delaySeconds, feed),
      watch: (onRevoked) => this.access.watch(caller, onRevoked),
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    };
  }

  /** See `Streams.postpone`. A node that leaves breaks the connection: the edge then asks another node, and so does the client. */
  #postpone(request: FastifyRequest, reply: FastifyReply, { code, detail, retryable }: AppError): void {
    reply.hijack();
    if (this.streams.leaving) request.raw.destroy();
    else this.streams.postpone(reply.raw, headersOf(reply), { code, detail, retryable });
  }
}

function headersOf(reply: FastifyReply): OutgoingHttpHeaders {
  return reply.getHeaders() as OutgoingHttpHeaders;
}

function lastEventIdOf(request: FastifyRequest): string | string[] | undefined {
  return request.headers[LAST_EVENT_ID];
}

/** Whether this is an EventSource that was connected before. */
function returns(request: FastifyRequest): boolean {
  const { accept = '' } = request.headers;
  return accept.includes('text/event-stream') && Boolean(request.headers[LAST_EVENT_ID]);
}
