import type { MatchClock } from './state.js';

/** What `clock` shows at `time` (ISO 8601), in milliseconds; never below 0. */
function clockValueAt(clock: MatchClock, time: string): number {
  if (!clock.running) return clock.valueMs;
  const elapsed = Math.max(0, Date.parse(time) - Date.parse(clock.anchorAt));
  return clock.direction === 'up' ? clock.valueMs + elapsed : Math.max(0, clock.valueMs - elapsed);
}

/** The clock stopped at what it showed at `time`. */
export function stopped(clock: MatchClock, time: string): MatchClock {
  if (!clock.running) return clock;
  return { ...clock, running: false, anchorAt: time, valueMs: clockValueAt(clock, time) };
}
