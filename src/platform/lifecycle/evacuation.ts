import type { Clock } from '../clock/clock.js';

export interface Movable {
  /** Ends it in a way that makes the client come back. */
  drop(): void;
}

const TICK_MS = 100;
/** Shares of the time: until the first is over clients leave by themselves, at the second the last of those that stayed is ended. */
const PATIENCE = 0.5;
const GONE = 0.85;

/** Empties `connections` in `limitMs` at most, evenly, in no order that a client could have a part in. Whoever leaves removes itself. */
export function evacuate(connections: ReadonlySet<Movable>, clock: Clock, limitMs: number): Promise<void> {
  const order = shuffled([...connections]);
  const total = order.length;
  const start = clock.now();
  const first = limitMs * PATIENCE;
  const last = limitMs * GONE;
  return new Promise((resolve) => {
    const timer = clock.every(Math.max(1, Math.min(TICK_MS, limitMs / 20)), tick);
    function tick(): void {
      const elapsed = clock.now() - start;
      const left = Math.ceil(total * Math.min(1, Math.max(0, (last - elapsed) / (last - first))));
      for (const connection of order.splice(left)) if (connections.has(connection)) connection.drop();
      if (connections.size > 0 && elapsed < limitMs) return;
      timer.cancel();
      resolve();
    }
    tick();
  });
}

function shuffled<T>(items: T[]): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [items[index], items[other]] = [items[other] as T, items[index] as T];
  }
  return items;
}
