import { useEffect, useState, useSyncExternalStore } from 'react';
import { readEvents } from '../api/list-events.js';
import { useSession } from '../session/session-context.js';
import { FeedLog, NOTHING_YET, type FeedView } from './feed-log.js';
import { FramePace } from './pace.js';
import { heads } from './heads.js';
import { useLive } from './live-context.js';

const never = (): (() => void) => () => undefined;
const nothing = (): FeedView => NOTHING_YET;

/**
 * Follows a feed event by event, with its history. `fast` shows changes frame by frame: for feeds that change more often than that.
 */
export function useFeedLog(
  id: string,
  { keep, fast = false }: { readonly keep?: number; readonly fast?: boolean } = {},
): FeedView {
  const { api } = useSession();
  const { client } = useLive();
  const [log, setLog] = useState<FeedLog>();
  useEffect(() => {
    const opened = new FeedLog(client, id, (after, upTo) => readEvents(api, id, { after, upTo }), {
      ...(keep === undefined ? {} : { keep }),
      ...(fast ? { pace: new FramePace() } : {}),
    });
    opened.subscribe(() => heads.set(id, opened.view().seq));
    setLog(opened);
    return () => {
      opened.close();
      heads.forget(id);
      setLog(undefined);
    };
  }, [api, client, fast, id, keep]);
  return useSyncExternalStore(log?.subscribe ?? never, log?.view ?? nothing);
}
