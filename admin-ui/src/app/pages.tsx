import { lazy, type ComponentType } from 'react';
import type { TextKey } from '../shared/i18n/en.js';
import { may, type Session } from '../shared/session/session.js';

export interface Page {
  readonly path: string;
  /** What addresses lead to it, where it is more than `path`. */
  readonly route?: string;
  readonly title: TextKey;
  /** It is found elsewhere, and in the palette. */
  readonly isAside?: true;
  /** Who finds it in the navigation and the palette; the server decides what they may do there. */
  readonly offeredTo: (session: Session) => boolean;
  readonly part: ComponentType;
}

/** The pages with an address of their own, in the order of the navigation. */
export const PAGES: readonly Page[] = [
  {
    path: '/',
    title: 'desk.title',
    offeredTo: () => true,
    part: lazy(() =>
      import('../features/live-desk/live-desk.js').then(({ LiveDesk: page }) => ({ default: page })),
    ),
  },
  {
    path: '/manage/feeds',
    route: '/manage/feeds/*?',
    title: 'feeds.title',
    offeredTo: (session) => may(session, 'feeds:write'),
    part: lazy(() =>
      import('../features/manage-feeds/manage-feeds.js').then(({ ManageFeeds: page }) => ({ default: page })),
    ),
  },
  {
    path: '/manage/people',
    title: 'people.title',
    // Whoever is limited to some feeds does not decide about people.
    offeredTo: (session) => may(session, 'admin') && session.feeds === undefined,
    part: lazy(() =>
      import('../features/people/people-page.js').then(({ PeoplePage: page }) => ({ default: page })),
    ),
  },
  {
    path: '/manage/api-keys',
    title: 'apiKeys.title',
    offeredTo: (session) => may(session, 'admin'),
    part: lazy(() =>
      import('../features/api-keys/api-keys-page.js').then(({ ApiKeysPage: page }) => ({ default: page })),
    ),
  },
  {
    path: '/manage/webhooks',
    route: '/manage/webhooks/:id?',
    title: 'webhooks.title',
    offeredTo: (session) => may(session, 'webhooks:manage'),
    part: lazy(() =>
      import('../features/webhooks/webhooks-page.js').then(({ WebhooksPage: page }) => ({ default: page })),
    ),
  },
  {
    path: '/keys',
    title: 'keys.title',
    isAside: true,
    offeredTo: (session) => may(session, 'events:publish'),
    part: lazy(() => import('./keys-page.js').then(({ KeysPage: page }) => ({ default: page }))),
  },
  {
    path: '/manage/audit',
    title: 'audit.title',
    // Whoever is limited to some feeds is told nothing of what others do.
    offeredTo: (session) => may(session, 'admin') && session.feeds === undefined,
    part: lazy(() =>
      import('../features/audit/audit-page.js').then(({ AuditPage: page }) => ({ default: page })),
    ),
  },
  {
    path: '/cluster',
    title: 'cluster.title',
    offeredTo: (session) => may(session, 'admin') && session.feeds === undefined,
    part: lazy(() =>
      import('../features/cluster/cluster-page.js').then(({ ClusterPage: page }) => ({ default: page })),
    ),
  },
  {
    path: '/status',
    title: 'system.title',
    offeredTo: (session) => may(session, 'admin') && session.feeds === undefined,
    part: lazy(() =>
      import('../features/status/status-page.js').then(({ StatusPage: page }) => ({ default: page })),
    ),
  },
];
