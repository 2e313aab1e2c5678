import type { ServerMessageName, ServerMessages } from '../core/protocol/messages.js';
import type { Frame } from '../delivery/frame.js';

/** Where a message leaves the client that took it. */
export interface Movement {
  readonly feed: string;
  /** Absent: the one in which the client already stands. */
  readonly epoch?: string;
  readonly seq: number;
}

const MOVES: {
  readonly [Name in ServerMessageName]?: (payload: ServerMessages[Name]) => Movement | undefined;
} = {
  'feed.events': ({ feed, events }) => {
    const last = events.at(-1);
    return last && { feed, seq: last.seq };
  },
  'feed.state': ({ feed, seq }) => ({ feed, seq }),
  'feed.snapshot': ({ feed, epoch, seq }) => ({ feed, epoch, seq }),
};

/** Undefined: the client stays where it is. */
export function movementOf(frame: Frame): Movement | undefined {
  const move = MOVES[frame.name] as ((payload: unknown) => Movement | undefined) | undefined;
  return move?.(frame.payload);
}
