import type { Health } from './feed.js';

interface Silence {
  /** Whether the state is one in which silence matters: live, trading. */
  readonly active: boolean;
  /** The newest event or heartbeat, or since when the feed is active if that is later. Milliseconds since 1970. */
  readonly lastSignalAt: number;
  /** Undefined: nobody said how often the source speaks, so it is never stale. */
  readonly expectedIntervalSeconds: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const LOST_AFTER_INTERVALS = 3;

/** `stale` after one expected interval of silence, `lost` after three. `since` is when that status began. */
export function healthOf({ active, lastSignalAt, expectedIntervalSeconds, now }: Silence): Health {
  const since = (at: number): string => new Date(at).toISOString();
  if (!active || expectedIntervalSeconds === undefined) return { status: 'ok', since: since(lastSignalAt) };
  const staleAt = lastSignalAt + expectedIntervalSeconds * 1000;
  const lostAt = lastSignalAt + LOST_AFTER_INTERVALS * expectedIntervalSeconds * 1000;
  if (now >= lostAt) return { status: 'lost', since: since(lostAt) };
  if (now >= staleAt) return { status: 'stale', since: since(staleAt) };
  return { status: 'ok', since: since(lastSignalAt) };
}
