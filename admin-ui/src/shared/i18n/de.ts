import { apiKeys } from './texts/api-keys.de.js';
import { audit } from './texts/audit.de.js';
import { basketball } from './texts/basketball.de.js';
import { cluster } from './texts/cluster.de.js';
import { editing } from './texts/editing.de.js';
import { feedDesk } from './texts/feed-desk.de.js';
import { forms } from './texts/forms.de.js';
import { history } from './texts/history.de.js';
import { keys } from './texts/keys.de.js';
import { liveDesk } from './texts/live-desk.de.js';
import { manageFeeds } from './texts/manage-feeds.de.js';
import { matchDesk } from './texts/match-desk.de.js';
import { preview } from './texts/preview.de.js';
import { quoteDesk } from './texts/quote-desk.de.js';
import { people } from './texts/people.de.js';
import { shell } from './texts/shell.de.js';
import { signIn } from './texts/sign-in.de.js';
import { table } from './texts/table.de.js';
import { tennis } from './texts/tennis.de.js';
import { webhooks } from './texts/webhooks.de.js';
import type { Catalogue } from './translate.js';

export const de: Catalogue = {
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
};
