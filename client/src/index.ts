import { TouchlineClient } from './client.js';
import type { LinkOptions } from './link.js';

export { TouchlineClient, type ClientEvents } from './client.js';
export { FeedHandle, type FeedEvents, type FeedOptions, type FeedUpdate } from './feed-handle.js';
export { TagHandle, type TagEvents, type TagFeed, type TagOptions } from './tag-handle.js';
export type { LinkOptions as ConnectOptions, Status, Token } from './link.js';

/** Opens a connection to a Touchline server. It keeps itself open until `close`. */
export function connect(url: string, options: LinkOptions = {}): TouchlineClient {
  return new TouchlineClient(url, options);
}
