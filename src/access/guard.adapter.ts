import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, validationFailed } from '../core/protocol/errors.js';
import type { Scope } from '../core/protocol/permissions.js';
import type { RateLimiter } from '../platform/rate-limit/rate-limiter.js';
import type { Access } from './access.js';
import { ANONYMOUS, type Caller, type PersonCaller } from './caller.js';
import { isOwnPage } from './origin.js';
import { limitRate, type AnonymousLimit } from './rate-limit.js';
import { cookieFor, sessionOf } from './session-cookie.js';

const GUARDED = '/api/v1/';
const FEED_ROUTES = '/api/v1/feeds/:id';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What a route asks of its caller:
 * - a scope, for the feed that its path names if it names one;
 * - `anyone`: any valid credential; `person`: somebody who signed in;
 * - `nothing`: still refuses a credential that is not valid;
 * - `unchecked`: looks at no credential at all, for signing in and out.
 */
export type Need = Scope | 'anyone' | 'person' | 'nothing' | 'unchecked';

/** Declares what a controller's method needs. */
export const Needs = (need: Need): MethodDecorator => RouteConfig({ need });

export interface GuardOptions {
  readonly access: Access;
  readonly limiter: RateLimiter;
  readonly anonymous: Pick<AnonymousLimit, 'take'>;
  /** Origins whose pages may call with cookies. */
  readonly corsOrigins: readonly string[];
}

/**
 * Guards every route below /api/v1/, before its body is read. A route that does not declare what it needs stops the start.
 */
export function guardRoutes(server: FastifyInstance, options: GuardOptions): void {
  server.decorateRequest('caller', null);
  server.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith(GUARDED) && !config?.need) throw new Error(`The route ${url} declares no need.`);
  });
  server.addHook('onRequest', async (request, reply) => {
    const { need } = request.routeOptions.config;
    if (need === undefined) return;
    const vary = reply.getHeader('vary');
    void reply.header('vary', `${vary === undefined ? 'Origin' : String(vary)}, Authorization, Cookie`);
    void reply.header('cache-control', 'private, no-cache');
    if (need === 'unchecked') {
      refuseForeignPages(request, options.corsOrigins);
      request.caller = { ...ANONYMOUS, address: request.ip };
      return;
    }
    const caller = await identify(request, reply, options).catch((error: unknown) => {
      options.anonymous.take(request.ip, reply);
      throw error;
    });
    if (caller.kind === 'anonymous' && !request.routeOptions.config.stream)
      options.anonymous.take(request.ip, reply);
    request.caller = { ...caller, address: request.ip };
    if (caller.kind === 'key' && caller.rateLimitPerSecond !== undefined)
      await limitRate(options.limiter, caller.id, caller.rateLimitPerSecond, reply);
    demand(options.access, caller, need, request);
  });
}

/** Who sent a request to a guarded route. */
export function callerOf(request: FastifyRequest): Caller {
  return request.caller ?? ANONYMOUS;
}

function demand(access: Access, caller: Caller, need: Need, request: FastifyRequest): void {
  if (need === 'nothing' || need === 'unchecked') return;
  if (need === 'anyone') {
    access.demandAnyone(caller);
  } else if (need === 'person') {
    if (access.demandAnyone(caller).kind !== 'person')
      throw new AppError('forbidden', 'This is for people who signed in: a key has no account.');
  } else {
    access.demand(caller, need, feedOf(request));
  }
}

/** A credential that is sent on purpose counts before the cookie, which browsers add by themselves. */
async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  { access, corsOrigins }: GuardOptions,
): Promise<Caller> {
  const token = request.routeOptions.config.queryToken ? queryTokenOf(request) : undefined;
  if (token !== undefined) return access.authenticate(token);
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) return access.authenticateHeader(authorization);
  const session = sessionOf(cookie, isSecure(request));
  if (session === undefined) return ANONYMOUS;
  if (!SAFE.has(request.method)) refuseForeignPages(request, corsOrigins);
  // A foreign page reads what anybody may read, also where a browser would let it see the answer.
  else if (!isOwnPage(request, corsOrigins)) return ANONYMOUS;
  return identifySession(access, session, reply, isSecure(request));
}

async function identifySession(
  access: Access,
  session: string,
  reply: FastifyReply,
  secure: boolean,
): Promise<PersonCaller> {
  try {
    return await access.authenticateSession(session);
  } catch (error) {
    // The browser would send it again and again, and see nothing that is public.
    if (error instanceof AppError && error.code === 'unauthenticated')
      void reply.header('set-cookie', cookieFor(secure));
    throw error;
  }
}

/** Whether the client's side of the connection, as far as trusted proxies tell, is TLS. */
export function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https';
}

function refuseForeignPages({ headers, host }: FastifyRequest, corsOrigins: readonly string[]): void {
  if (isOwnPage({ headers, host }, corsOrigins)) return;
  throw new AppError(
    'forbidden',
    'A page of another origin may not do this with a session. Add its origin to CORS_ORIGINS if it is yours, or use a key.',
  );
}

/** Two credentials at once would leave open whose request it is. */
function queryTokenOf({ query, headers }: FastifyRequest): string | undefined {
  const { access_token: token } = query as Readonly<Record<string, unknown>>;
  if (token === undefined) return undefined;
  if (typeof token === 'string' && headers.authorization === undefined) return token;
  const message =
    typeof token === 'string'
      ? 'must not be given together with the header Authorization'
      : 'must be given once';
  throw validationFailed([{ path: 'access_token', message }]);
}

function feedOf(request: FastifyRequest): string | undefined {
  if (!request.routeOptions.url?.startsWith(FEED_ROUTES)) return undefined;
  return (request.params as { readonly id: string }).id;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    need?: Need;
    /** The route also takes the credential as `?access_token=`, for clients that can't set headers. */
    queryToken?: boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}
