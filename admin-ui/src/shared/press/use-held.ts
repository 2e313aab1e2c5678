import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '../session/session-context.js';
import { holdsQuery, type Hold } from './api/holds.js';

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
