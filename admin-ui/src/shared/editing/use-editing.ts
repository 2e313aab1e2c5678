import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useLive } from '../live/live-context.js';
import { useSession } from '../session/session-context.js';
import { deskCalls } from './api/desk-calls.js';
import { DeskPresence, NOBODY, type PresenceView } from './desk-presence.js';
import { tabId } from './tab-id.js';

export interface Editing extends PresenceView {
  /** False only while somebody else is known to hold the desk. The server refuses nothing for it. */
  readonly canPress: boolean;
  /** Something was pressed here: a desk that nobody holds is this tab's from now on. */
  readonly pressed: () => void;
  /** Rejects when it can't be done now. */
  readonly takeOver: () => Promise<void>;
  readonly release: () => Promise<void>;
  readonly dismissLoss: () => void;
}

const never = (): (() => void) => () => undefined;
const nobody = (): PresenceView => NOBODY;
const nothing = (): void => undefined;
const done = (): Promise<void> => Promise.resolve();

/** Behind it the next desk of this tab opens, also one of the same feed. */
let leaving: Promise<void> = Promise.resolve();

/** Who else is at a feed's desk and who holds it, while `active`: this tab is there too then. */
export function useEditing(feed: string, active: boolean): Editing {
  const { api, expired } = useSession();
  const { client, status } = useLive();
  const [desk, setDesk] = useState<DeskPresence>();

  useEffect(() => {
    if (!active || expired) return;
    let opened: DeskPresence | undefined;
    let wanted = true;
    void Promise.all([tabId(), leaving]).then(([tab]) => {
      if (!wanted) return;
      const watch: ConstructorParameters<typeof DeskPresence>[1]['watch'] = (listener) =>
        client.watchEditors([feed], listener);
      opened = new DeskPresence(tab, { ...deskCalls(api, feed, tab), watch });
      opened.start();
      setDesk(opened);
    });
    return () => {
      wanted = false;
      if (opened) leaving = opened.stop();
      setDesk(undefined);
    };
  }, [active, api, client, expired, feed]);

  useEffect(() => {
    if (status === 'live') desk?.beat();
  }, [desk, status]);
  usePageLife(desk);

  const view = useSyncExternalStore(desk?.subscribe ?? never, desk?.view ?? nobody);
  return useMemo(
    () => ({
      ...view,
      canPress: view.lock !== 'held',
      pressed: () => desk?.pressed(),
      takeOver: desk ? () => desk.takeOver() : done,
      release: desk ? () => desk.release() : done,
      dismissLoss: desk ? () => desk.dismissLoss() : nothing,
    }),
    [desk, view],
  );
}

/** A page that is left says so; one that is seen again is there again at once. */
function usePageLife(desk: DeskPresence | undefined): void {
  useEffect(() => {
    if (!desk) return;
    const leave = (): void => void desk.leave();
    const comeBack = (): void => desk.start();
    const seen = (): void => {
      if (document.visibilityState === 'visible') desk.beat();
    };
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', comeBack);
    document.addEventListener('visibilitychange', seen);
    return () => {
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', comeBack);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [desk]);
}
