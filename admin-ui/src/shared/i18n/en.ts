import { apiKeys } from './texts/api-keys.en.js';
import { audit } from './texts/audit.en.js';
import { basketball } from './texts/basketball.en.js';
import { cluster } from './texts/cluster.en.js';
import { editing } from './texts/editing.en.js';
import { feedDesk } from './texts/feed-desk.en.js';
import { forms } from './texts/forms.en.js';
import { history } from './texts/history.en.js';
import { keys } from './texts/keys.en.js';
import { liveDesk } from './texts/live-desk.en.js';
import { manageFeeds } from './texts/manage-feeds.en.js';
import { matchDesk } from './texts/match-desk.en.js';
import { preview } from './texts/preview.en.js';
import { quoteDesk } from './texts/quote-desk.en.js';
import { people } from './texts/people.en.js';
import { shell } from './texts/shell.en.js';
import { signIn } from './texts/sign-in.en.js';
import { table } from './texts/table.en.js';
import { tennis } from './texts/tennis.en.js';
import { webhooks } from './texts/webhooks.en.js';

/** Every text of the console. `{name}` is replaced; a key that ends in `_one` serves a count of one, `_other` every other. */
export const en = {
  ...apiKeys,
  ...audit,
  ...basketball,
  ...cluster,
  ...editing,
  ...feedDesk,
  ...forms,
  ...history,
  ...keys,
  ...liveDesk,
  ...manageFeeds,
  ...matchDesk,
  ...preview,
  ...quoteDesk,
  ...people,
  ...shell,
  ...signIn,
  ...table,
  ...tennis,
  ...webhooks,
} as const;

export type TextKey = keyof typeof en;
