import { wordFor } from '../../shared/feed/describe-event.js';
import type { Translate } from '../../shared/i18n/translate.js';

/** What the audit takes down, by what it is done to. A group's name finds all of it. */
export const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  auth: ['auth.login', 'auth.login-failed', 'auth.logout'],
  user: ['user.create', 'user.change', 'user.password', 'user.sign-out'],
  'api-key': ['api-key.create', 'api-key.rotate', 'api-key.revoke'],
  token: ['token.mint'],
  feed: ['feed.create', 'feed.change', 'feed.archive'],
  event: ['event.publish', 'event.amend', 'event.void', 'event.hold'],
  hold: ['hold.publish', 'hold.cancel'],
  desk: ['desk.take-over'],
  webhook: [
    'webhook.create',
    'webhook.change',
    'webhook.delete',
    'webhook.rotate-secret',
    'webhook.test',
    'webhook.redeliver',
    'webhook.pause',
  ],
};

/** In words; an action that this version does not know by its own name. */
export function actionText(t: Translate, action: string): string {
  const key = action.replaceAll(/[.-]/g, '_');
  const words = wordFor(t, 'audit.action', key);
  return words === key ? action : words;
}

export function groupText(t: Translate, group: string): string {
  return wordFor(t, 'audit.group', group.replaceAll('-', '_'));
}
