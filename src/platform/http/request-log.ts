import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Counter, Histogram, type Registry } from 'prom-client';
import { routeOf } from './problem.js';

const SLOW_MS = 1000;

/**
 * Counts and times every answer by its declared route, and writes the access log: faults of ours as `error`, slow answers as `warn`,
 * everything else as `debug`. Queries are left out, since they may carry a token.
 */
export class RequestLog {
  readonly #logger: Logger;
  readonly #answers: Counter<'method' | 'route' | 'status'>;
  readonly #seconds: Histogram<'method' | 'route'>;

  constructor(logger: Logger, registry: Registry) {
    this.#logger = logger;
    this.#answers = new Counter({
      name: 'touchline_http_requests_total',
      help: 'Answered HTTP requests.',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: 'touchline_http_request_duration_seconds',
      help: 'From the request line to the end of the answer.',
      labelNames: ['method', 'route'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    });
  }

  answered(request: FastifyRequest, reply: FastifyReply): void {
    const route = routeOf(request);
    const { method } = request;
    const ms = reply.elapsedTime;
    this.#answers.inc({ method, route, status: reply.statusCode });
    this.#seconds.observe({ method, route }, ms / 1000);
    const { ndjson, stream } = request.routeOptions.config;
    const streamed = ndjson === true || stream === true;
    const level = levelOf(reply.statusCode, streamed ? 0 : ms);
    if (!this.#logger.isLevelEnabled(level)) return;
    this.#logger[level](
      {
        requestId: request.id,
        method,
        path: request.url.split('?', 1)[0]?.slice(0, 300),
        route,
        status: reply.statusCode,
        ms: Math.round(ms * 10) / 10,
        ip: request.ip,
      },
      'request',
    );
  }
}

function levelOf(status: number, ms: number): 'error' | 'warn' | 'debug' {
  // 503 says what its cause has logged already, and a probe repeats it every second.
  if (status >= 500 && status !== 503) return 'error';
  return ms > SLOW_MS ? 'warn' : 'debug';
}
