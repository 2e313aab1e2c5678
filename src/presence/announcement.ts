import { z } from 'zod';
import { FEED_ID } from '../core/feed/feed.js';
import { nodeReport } from './node-report.js';

/** Feeds in one announcement: it stays below 100 KB, whatever is watched. */
export const MAX_ANNOUNCED_FEEDS = 500;

const count = z.int().min(0);

/** Some of a node's viewer counts; 0 takes a feed back. In each round every feed is named once, changed ones also in between. */
export const viewerCounts = z.object({
  round: count,
  feeds: z.array(z.tuple([z.string().regex(FEED_ID), count])).max(MAX_ANNOUNCED_FEEDS),
});
export type ViewerCounts = z.infer<typeof viewerCounts>;

const version = z.literal(1);
/** Of one process: a node that starts again is another instance with the same id. */
const instance = z.string().min(1).max(64);

/** What nodes tell each other of themselves. Each is only a hint: the next one repeats what matters. */
export const announcement = z.discriminatedUnion('type', [
  z.object({ v: version, type: z.literal('here'), instance, node: nodeReport, viewers: viewerCounts }),
  z.object({ v: version, type: z.literal('gone'), instance, id: z.string().min(1).max(128) }),
]);
export type Announcement = z.infer<typeof announcement>;
