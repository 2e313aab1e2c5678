import type { Server } from 'socket.io';
import type { Relay } from '../relay/relay.js';
import type { Announcement } from './announcement.js';
import type { PeerLink } from './presence.js';

/** The event between Socket.IO servers; no client can send it. */
const EVENT = 'node';

/** Announcements over the Redis adapter that the relay set. While Redis is away nothing is sent: there is nobody to hear it. */
export class SocketLink implements PeerLink {
  constructor(
    private readonly server: Server,
    private readonly relay: Relay,
  ) {}

  get reachable(): boolean {
    return this.relay.healthy;
  }

  send(told: Announcement): void {
    this.server.serverSideEmit(EVENT, told);
  }

  listen(listener: (payload: unknown) => void): () => void {
    this.server.on(EVENT, listener);
    return () => void this.server.off(EVENT, listener);
  }
}
