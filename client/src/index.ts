import { TouchlineClient } from './client.js';
import type { LinkOptions } from './link.js';

export { TouchlineClient, type ClientEvents } from './client.js';
export type { EditorsListener } from './editors-watch.js';
export { FeedHandle, type FeedEvents, type FeedOptions, type FeedUpdate } from './feed-handle.js';
export { TagHandle, type TagEvents, type TagFeed, type TagOptions } from './tag-handle.js';
export type { LinkOptions as ConnectOptions, Status, Token } from './link.js';

/**
 * Opens a connection to a Touchline server and keeps it open until `close`. Of several addresses (the edges of one cluster) it takes
 * any, and another when one does not answer; each feed goes on where it stood.
 */
export function connect(url: string | readonly string[], options: LinkOptions = {}): TouchlineClient {
  return new TouchlineClient(typeof url === 'string' ? [url] : url, options);
}
