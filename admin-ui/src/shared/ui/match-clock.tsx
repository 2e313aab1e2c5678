import type { ReactNode } from 'react';
import type { JsonObject } from '../../../../src/core/json/json.js';
import { clockAt, clockText } from '../feed/clock.js';
import { useNow } from '../live/use-now.js';

/** The clock of a state, as it counts; nothing where there is none. */
export function MatchClock({
  state,
  className,
}: {
  readonly state: JsonObject;
  readonly className?: string;
}): ReactNode {
  const now = useNow();
  const clock = clockAt(state, now);
  if (!clock) return null;
  return (
    <span className={className} data-running={clock.running} role="timer" aria-live="off">
      {clockText(clock)}
    </span>
  );
}
