import { z } from 'zod';
import { editor, instant } from './answers.js';
import type { FeedEditors } from './messages.js';
import { FEED_PATTERN } from './permissions.js';
import { limit, once } from './query.js';
import { feedId, feedPath } from './rest.js';

/** Who has a feed's desk open, and who holds it: what is asked and what is answered. */

/** Patterns of one watch. */
const MOST_PATTERNS = 100;

const tab = z
  .string({
    error: ({ input }) => (input === undefined ? 'is required: an id that your tab made up' : 'must be text'),
  })
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 characters A-Z, a-z, 0-9, _ or -, made up by your tab');

export const editorBody = z.strictObject({ tab });
export const lockBody = z.strictObject({
  tab,
  takeOver: z.boolean().default(false).describe('Also from somebody who holds it.'),
});
export const tabPath = feedPath.extend({ tab });

/** Of lists by feed: who edits, how many watch. */
export const byFeedQuery = z.object({ limit: limit(500, 100), cursor: once.optional() });

/** Of the socket call `editors.watch`. */
export const watchBody = z.strictObject({
  feeds: z
    .array(z.string().regex(FEED_PATTERN, 'must be 1 to 128 characters of feed ids or *, such as football.*'))
    .max(MOST_PATTERNS, `must be at most ${MOST_PATTERNS} patterns`),
});

export const feedEditors = z
  .object({
    feed: feedId,
    editors: z.array(editor).describe('In the order in which they came.'),
    lock: editor.optional().describe('Who holds the desk, `since` they do. Absent: nobody.'),
    at: instant.describe('Of two answers the one with the later time holds.'),
  })
  .describe('Who edits a feed now.') satisfies z.ZodType<FeedEditors>;

export const feedEditorsList = z.object({ items: z.array(feedEditors), nextCursor: z.string().optional() });
export const editorsAnswer = z.object({ feeds: z.array(feedEditors) });
