/** Why nothing can be sent now: no connection, or too much of what was sent is still unanswered. */
export type Obstacle = 'disconnected' | 'backlog';

/** Told what happens on the way to and from Redis; must not throw. */
export interface LinkObserver {
  /** Handed to the connection. */
  sent(bytes: number): void;
  /** Handed to the connection, but Redis never said that it took it. */
  sendFailed(): void;
  /** Not even tried. */
  refused(obstacle: Obstacle): void;
  arrived(bytes: number): void;
  /** Something on a channel that its reader could not read. */
  unreadable(error: unknown): void;
  connection(name: string, up: boolean): void;
  health(healthy: boolean): void;
  roundTrip(ms: number): void;
}
