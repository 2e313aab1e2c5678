import type { Need } from '../../src/access/guard.adapter.js';

export interface Row {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As the route is declared. */
  readonly route: string;
  readonly need: Need;
}

const row = (need: Need, method: Row['method'], ...routes: readonly string[]): Row[] =>
  routes.map((route) => ({ need, method, route: `/api/v1${route}` }));

/** Who may call what: every route below /api/v1 stands here, or the test that walks them fails. */
export const PERMISSIONS: readonly Row[] = [
  ...row('unchecked', 'POST', '/auth/login', '/auth/logout'),
  ...row('anyone', 'GET', '/auth/me'),
  ...row('person', 'POST', '/auth/password', '/auth/logout-everywhere'),
  ...row('admin', 'GET', '/users', '/users/:id', '/api-keys', '/audit'),
  ...row('admin', 'POST', '/users', '/api-keys', '/api-keys/:id/rotate', '/users/:id/sign-out'),
  ...row('admin', 'PATCH', '/users/:id'),
  ...row('admin', 'DELETE', '/api-keys/:id'),
  ...row('tokens:mint', 'POST', '/tokens'),
  ...row('nothing', 'GET', '/feeds', '/feeds/:id', '/feeds/:id/events', '/feeds/:id/events/:seq'),
  ...row('nothing', 'GET', '/feeds/:id/state', '/feeds/:id/candles', '/feeds/:id/stream', '/stream'),
  ...row('feeds:write', 'POST', '/feeds'),
  ...row('feeds:write', 'PATCH', '/feeds/:id'),
  ...row('feeds:write', 'DELETE', '/feeds/:id'),
  ...row('events:publish', 'GET', '/feeds/:id/holds', '/feeds/:id/authors'),
  ...row('events:publish', 'POST', '/events', '/feeds/:id/events', '/feeds/:id/heartbeat'),
  ...row('events:publish', 'POST', '/feeds/:id/events/:seq/amend', '/feeds/:id/events/:seq/void'),
  ...row('events:publish', 'POST', '/feeds/:id/holds/:holdId/publish'),
  ...row('events:publish', 'DELETE', '/feeds/:id/holds/:holdId'),
  ...row('events:publish', 'GET', '/editors', '/feeds/:id/editors'),
  ...row('events:publish', 'POST', '/feeds/:id/editors', '/feeds/:id/lock'),
  ...row('events:publish', 'DELETE', '/feeds/:id/editors/:tab', '/feeds/:id/lock/:tab'),
  ...row('webhooks:manage', 'GET', '/webhooks', '/webhooks/:id', '/webhooks/:id/deliveries'),
  ...row('webhooks:manage', 'POST', '/webhooks', '/webhooks/:id/rotate-secret', '/webhooks/:id/test'),
  ...row('webhooks:manage', 'POST', '/webhooks/:id/deliveries/:deliveryId/redeliver'),
  ...row('webhooks:manage', 'PATCH', '/webhooks/:id'),
  ...row('webhooks:manage', 'DELETE', '/webhooks/:id'),
  ...row('feeds:read', 'GET', '/viewers'),
  ...row('nothing', 'GET', '/feeds/:id/viewers'),
  ...row('admin', 'GET', '/cluster', '/system'),
];
