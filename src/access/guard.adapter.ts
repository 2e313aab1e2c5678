import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { validationFailed } from '../core/protocol/errors.js';
import type { Scope } from '../core/protocol/permissions.js';
import type { Access } from './access.js';
import { ANONYMOUS, type Caller } from './caller.js';

const GUARDED = '/api/v1/';
const FEED_ROUTES = '/api/v1/feeds/:id';

/** What a route asks of its caller: a scope, for the feed that its path names if it names one; `nothing` still refuses a credential that is not valid. */
export type Need = Scope | 'nothing';

/** Declares what a controller's method needs. */
export const Needs = (need: Need): MethodDecorator => RouteConfig({ need });

/**
 * Guards every route below /api/v1/, before its body is read. A route that does not declare what it needs stops the start.
 */
export function guardRoutes(server: FastifyInstance, access: Access): void {
  server.decorateRequest('caller', null);
  server.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith(GUARDED) && !config?.need) throw new Error(`The route ${url} declares no need.`);
  });
  server.addHook('onRequest', async (request, reply) => {
    const { need } = request.routeOptions.config;
    if (need === undefined) return;
    const vary = reply.getHeader('vary');
    void reply.header('vary', vary === undefined ? 'Authorization' : `${String(vary)}, Authorization`);
    void reply.header('cache-control', 'private, no-cache');
    const token = request.routeOptions.config.queryToken ? queryTokenOf(request) : undefined;
    request.caller =
      token === undefined
        ? await access.authenticateHeader(request.headers.authorization)
        : await access.authenticate(token);
    if (need !== 'nothing') access.demand(request.caller, need, feedOf(request));
  });
}

/** Who sent a request to a guarded route. */
export function callerOf(request: FastifyRequest): Caller {
  return request.caller ?? ANONYMOUS;
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
