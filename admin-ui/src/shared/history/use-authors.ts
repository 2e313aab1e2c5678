import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Author, AuthorList } from '../../../../src/core/protocol/author.js';
import { ApiError } from '../api/api-error.js';
import { MAX_SHOWN_EVENTS } from '../live/feed-log.js';
import { mayPublish } from '../session/session.js';
import { useSession } from '../session/session-context.js';
import { AuthorLog } from './author-log.js';

const NOBODY: ReadonlyMap<number, Author> = new Map();
const never = (): (() => void) => () => undefined;
const nobody = (): ReadonlyMap<number, Author> => NOBODY;

function mayRetry(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429;
}

/** Who published the events of a feed that are shown, by seq; undefined for those who may not publish there. */
export function useAuthors(
  feed: string,
  shown: readonly { readonly seq: number }[],
): ReadonlyMap<number, Author> | undefined {
  const { api, session } = useSession();
  const allowed = mayPublish(session, feed);
  const [log, setLog] = useState<AuthorLog>();
  useEffect(() => {
    if (!allowed) return;
    const path = `/feeds/${encodeURIComponent(feed)}/authors`;
    const opened = new AuthorLog({
      read: (after, limit) => api.call<AuthorList>(`${path}?after=${after}&limit=${limit}`),
      mayRetry,
      keep: MAX_SHOWN_EVENTS,
    });
    setLog(opened);
    return () => {
      opened.close();
      setLog(undefined);
    };
  }, [allowed, api, feed]);
  const [first, last] = [shown[0]?.seq, shown.at(-1)?.seq];
  useEffect(() => {
    if (first !== undefined && last !== undefined) log?.want(first - 1, last);
  }, [first, last, log]);
  const authors = useSyncExternalStore(log?.subscribe ?? never, log?.authors ?? nobody);
  return allowed ? authors : undefined;
}
