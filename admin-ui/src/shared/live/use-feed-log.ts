import { useEffect, useState, useSyncExternalStore } from 'react';
import { readEvents } from '../api/list-events.js';
import { useSession } from '../session/session-context.js';
import { FeedLog, type FeedView } from './feed-log.js';
import { useLive } from './live-context.js';

const NOTHING: FeedView = {
  state: undefined,
  seq: 0,
  meta: undefined,
  health: undefined,
  events: [],
  truncated: false,
  history: 'loading',
  failure: undefined,
  closed: undefined,
};
const never = (): (() => void) => () => undefined;
const nothing = (): FeedView => NOTHING;

/** Follows a feed event by event, with its history. */
export function useFeedLog(id: string): FeedView {
  const { api } = useSession();
  const { client } = useLive();
  const [log, setLog] = useState<FeedLog>();
  useEffect(() => {
    const opened = new FeedLog(client, id, (after, upTo) => readEvents(api, id, { after, upTo }));
    setLog(opened);
    return () => {
      opened.close();
      setLog(undefined);
    };
  }, [api, client, id]);
  return useSyncExternalStore(log?.subscribe ?? never, log?.view ?? nothing);
}
