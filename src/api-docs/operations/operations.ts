import type { Operation } from '../operation.js';
import { ACCESS_OPERATIONS } from './access.js';
import { EDITING_OPERATIONS } from './editing.js';
import { FEED_OPERATIONS } from './feeds.js';
import { PUBLISHING_OPERATIONS } from './publishing.js';
import { RUNNING_OPERATIONS } from './running.js';
import { WEBHOOK_OPERATIONS } from './webhooks.js';

/** Every route, as integrators see it; a test compares with those that the server has. */
export const operations: readonly Operation[] = [
  ...FEED_OPERATIONS,
  ...PUBLISHING_OPERATIONS,
  ...EDITING_OPERATIONS,
  ...ACCESS_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  ...RUNNING_OPERATIONS,
];
