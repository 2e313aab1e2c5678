import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import type { Server } from 'socket.io';
import type { RedisMode } from './client.js';
import type { RedisLink } from './link.js';

/**
 * Makes what a Socket.IO server sends to other servers go through `link`. Before clients join. Queries that await answers of every
 * server (`fetchSockets`, `serverSideEmit` with an acknowledgement) are not served: one slow node would fail them all.
 */
export function useRedis(server: Server, link: RedisLink, mode: RedisMode, prefix: string): void {
  if (mode === 'classic') {
    server.adapter(createAdapter(link.publisher, link.subscriber, { key: `{${prefix}}` }));
    return;
  }
  // Rooms are served by each node for itself, so that a channel for each would never be used.
  const options = { channelPrefix: `{${prefix}}`, subscriptionMode: 'static' as const };
  server.adapter(createShardedAdapter(link.publisher, link.subscriber, options));
}
