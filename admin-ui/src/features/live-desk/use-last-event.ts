import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { LoggedEvent } from '../../../../src/core/protocol/event.js';
import { listEvents } from '../../shared/api/list-events.js';
import { useSession } from '../../shared/session/session-context.js';

/** Behind the clock's own events there is usually something worth reading. */
const LOOKED_AT = 15;
const CALM_MS = 1_000;

export interface LastEvent {
  /** The newest worth reading. */
  readonly event: LoggedEvent;
  /** Of the newest of all, ISO 8601. */
  readonly at: string;
}

function lastOf(events: readonly LoggedEvent[]): LastEvent | undefined {
  const newest = events.at(-1);
  if (!newest) return undefined;
  return { event: events.findLast(({ type }) => type !== 'clock') ?? newest, at: newest.at };
}

/** The last event up to `seq`, asked for while the feed is seen and once it has calmed down. */
export function useLastEvent(feed: string, seq: number, seen: boolean): LastEvent | undefined {
  const { api } = useSession();
  const [calm] = useDebouncedValue(seq, CALM_MS, { leading: true });
  const { data } = useQuery({
    queryKey: ['last-event', feed, calm],
    queryFn: async ({ signal }) => {
      const page = await listEvents(api, feed, {
        after: Math.max(0, calm - LOOKED_AT),
        limit: LOOKED_AT,
        signal,
      });
      return lastOf(page.events) ?? null;
    },
    enabled: seen && calm > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    placeholderData: keepPreviousData,
  });
  return data ?? undefined;
}
