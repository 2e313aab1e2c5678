import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { AppError } from '../../core/protocol/errors.js';
import { AllowedMethods } from './allowed-methods.js';
import { answerClientError } from './client-error.js';
import { crossOrigin } from './cors.js';
import { checkBodyHeaders, JSON_TYPES, NDJSON_TYPE, readJsonBody } from './json-body.js';
import { PROBLEM_TYPE, sendProblem, transportProblem } from './problem.js';
import { RequestLog } from './request-log.js';
import { secure } from './security-headers.js';
import { TrustedProxies, type Proxies } from './trusted-proxies.js';
import { UpgradableRequest } from './upgradable-request.js';

export interface ServerOptions {
  readonly corsOrigins: readonly string[];
  readonly trustProxy: Proxies;
  /** A connection on which nothing moves in either direction for this long is closed. */
  readonly idleTimeoutMs: number;
  readonly logger: Logger;
  readonly registry: Registry;
}

/** Longer than any proxy in front keeps its side, so that it never sends into a connection that closes. */
const KEEP_ALIVE_MS = 65_000;
const HEADERS_MS = 15_000;
/** How long what an answered request still sends is read and dropped. */
const LINGER_MS = 10_000;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Longer than a request line may be: ids that are too long reach their route, which says so. */
const MAX_PARAM_LENGTH = 20_000;

/**
 * The HTTP server: our own body parsers, error answers, CORS and access log on Fastify, the same for every route, whether Nest
 * declared it or not.
 */
export class ServerAdapter extends FastifyAdapter {
  readonly #options: ServerOptions;

  constructor(options: ServerOptions) {
    const cors = crossOrigin(options.corsOrigins);
    super({
      ...(options.trustProxy === undefined
        ? {}
        : { trustProxy: new TrustedProxies(options.trustProxy).trusts }),
      logger: false,
      skipMiddie: true,
      multipart: false,
      connectionTimeout: options.idleTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // A stalled body is ended by the idle timeout; one that moves may take as long as it needs.
      requestTimeout: 0,
      forceCloseConnections: 'idle',
      return503OnClosing: false,
      exposeHeadRoutes: true,
      routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
      http: {
        headersTimeout: HEADERS_MS,
        connectionsCheckingInterval: 5000,
        // Missed by `hostFault`, which says so in our words.
        requireHostHeader: false,
        IncomingMessage: UpgradableRequest,
      },
      genReqId,
      clientErrorHandler: answerClientError,
      // Before any hook ran.
      frameworkErrors: (error: unknown, request: unknown, reply: unknown) => {
        const answer = reply as FastifyReply;
        secure(request as FastifyRequest, answer);
        if (!cors(request as FastifyRequest, answer)) {
          sendProblem(error, request as FastifyRequest, answer, options.logger);
        }
      },
    });
    this.#options = options;
    const server = this.fastify;
    this.#parseBodies(server);
    this.#answerErrors(server);
    this.#addHooks(server);
  }

  get fastify(): FastifyInstance {
    return this.getInstance<FastifyInstance>();
  }

  /** Ours is set already, and knows what Nest's would lose. */
  override setErrorHandler(): FastifyInstance {
    return this.fastify;
  }

  /** See `setErrorHandler`. */
  override setNotFoundHandler(): FastifyInstance {
    return this.fastify;
  }

  #parseBodies(server: FastifyInstance): void {
    server.removeAllContentTypeParsers();
    for (const type of JSON_TYPES) server.addContentTypeParser(type, readJsonBody);
    // Streamed by its route, which alone accepts it.
    server.addContentTypeParser(NDJSON_TYPE, (request, payload, done) => {
      if (request.routeOptions.config.ndjson) done(null, payload);
      else done(new AppError('unsupported_media_type', 'Send the body as Content-Type: application/json.'));
    });
  }

  #answerErrors(server: FastifyInstance): void {
    const { logger } = this.#options;
    const allowed = new AllowedMethods();
    server.addHook('onRoute', ({ method, url }) => allowed.add(method, url));
    server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, logger));
    server.setNotFoundHandler((request, reply) => {
      const methods = allowed.at(request.url.replace(/[?#].*$/s, ''));
      if (methods.length > 0) return refuseMethod(request, reply, methods.join(', '));
      const detail = `Nothing answers ${request.method} at this path. The interface is described in docs/protocol.md.`;
      return sendProblem(new AppError('not_found', detail), request, reply, logger);
    });
  }

  #addHooks(server: FastifyInstance): void {
    const cors = crossOrigin(this.#options.corsOrigins);
    const log = new RequestLog(this.#options.logger, this.#options.registry);
    server.addHook('onRequest', (request, reply, done) => {
      secure(request, reply);
      void reply.header('x-request-id', request.id);
      const fault = hostFault(request.raw);
      if (fault !== undefined) done(new AppError('bad_request', fault));
      else if (!cors(request, reply)) done();
    });
    server.addHook('preParsing', (request, _reply, _payload, done) => {
      try {
        checkBodyHeaders(request);
        done();
      } catch (error) {
        done(error as Error);
      }
    });
    server.addHook('onResponse', (request, reply, done) => {
      log.answered(request, reply);
      lingerOn(request.raw);
      done();
    });
  }
}

function refuseMethod(request: FastifyRequest, reply: FastifyReply, allowed: string): FastifyReply {
  const detail = `${request.method} is not possible at this path; it has ${allowed}.`;
  return reply
    .code(405)
    .header('allow', allowed)
    .header('content-type', PROBLEM_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(transportProblem(405, detail)));
}

/**
 * RFC 9112, section 3.2: exactly one from HTTP/1.1 on. Of two Node takes the first, and what stands in front of it may have taken the
 * second.
 */
function hostFault({ rawHeaders, httpVersion }: IncomingMessage): string | undefined {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) return 'The header Host comes twice. Send it once.';
  return hosts === 0 && httpVersion === '1.1' ? 'The header Host is missing.' : undefined;
}

function genReqId(request: { readonly headers: IncomingHttpHeaders }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomBytes(9).toString('base64url');
}

/** A request that was answered before it had arrived: its rest is dropped, but not for ever. */
function lingerOn(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const { socket } = request;
  request.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(timer));
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads NDJSON as it streams in. */
    ndjson?: boolean;
    /** The answer lasts as long as its reader stays. */
    stream?: boolean;
  }
}
