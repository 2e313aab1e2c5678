import { z } from 'zod';
import type { Server } from 'socket.io';
import type { Relay } from '../relay/relay.js';

/** The event between Socket.IO servers; no client can send it. */
const EVENT = 'editing';

const hint = z.object({ v: z.literal(1) });

/** Tells the other nodes that something changed at some desk, at most once: what they missed they find when they look. */
export interface Hints {
  send(): void;
  /** Returns the function that ends it. */
  listen(listener: () => void): () => void;
}

/** The only node: whoever changes something looks by itself. */
export const NO_HINTS: Hints = { send: () => undefined, listen: () => () => undefined };

/** Over the Redis adapter that the relay set. While Redis is away nothing is sent. */
export class SocketHints implements Hints {
  constructor(
    private readonly server: Server,
    private readonly relay: Relay,
  ) {}

  send(): void {
    if (this.relay.healthy) this.server.serverSideEmit(EVENT, { v: 1 } satisfies z.infer<typeof hint>);
  }

  listen(listener: () => void): () => void {
    const hear = (payload: unknown): void => {
      if (hint.safeParse(payload).success) listener();
    };
    this.server.on(EVENT, hear);
    return () => void this.server.off(EVENT, hear);
  }
}
