import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Feed } from '../api/feed.js';
import { useSession } from '../session/session-context.js';
import { holdsQuery, type Hold } from './api/holds.js';
import type { DeskEvents } from './desk.js';
import { factOf, type Press } from './press.js';

const NONE: readonly Hold[] = [];

/** What the server holds back of a feed: asked for again whenever something of it became public. */
export function useHeld(feed: string, seq: number, holds: boolean): readonly Hold[] {
  const { api } = useSession();
  const queries = useQueryClient();
  const { data } = useQuery({ ...holdsQuery(api, feed), enabled: holds });
  useEffect(() => {
    if (holds) void queries.invalidateQueries({ queryKey: ['holds', feed] });
  }, [feed, holds, queries, seq]);
  return data?.items ?? NONE;
}

/** Notes what becomes of own presses from the answer on: until the list is read again a step would be offered that was taken. */
export function useHeldNotes({ id, holdSeconds }: Feed): Pick<DeskEvents, 'held' | 'cancelled'> {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMemo(() => {
    const { queryKey } = holdsQuery(api, id);
    const note = (holdId: string, ...held: readonly Hold[]): void => {
      queries.setQueryData(queryKey, (known) => ({
        items: [...(known?.items ?? []).filter((hold) => hold.holdId !== holdId), ...held],
      }));
      void queries.invalidateQueries({ queryKey });
    };
    return {
      held: (press, holdId) => note(holdId, holdOf(press, holdId, holdSeconds)),
      cancelled: (holdId) => note(holdId),
    };
  }, [api, holdSeconds, id, queries]);
}

function holdOf(press: Press, holdId: string, holdSeconds: number): Hold {
  const { operation, occurredAt } = press;
  const releaseAt = new Date(Date.parse(occurredAt) + holdSeconds * 1_000).toISOString();
  const { type, data } = operation.op === 'publish' ? factOf(press) : { type: operation.op, data: {} };
  return { holdId, type, data, occurredAt, releaseAt };
}
