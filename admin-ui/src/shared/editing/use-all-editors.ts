import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Editor } from '../../../../src/core/protocol/messages.js';
import { useLive } from '../live/live-context.js';
import { may } from '../session/session.js';
import { useSession } from '../session/session-context.js';
import { EditorsStore } from './editors-store.js';

const NOBODY: ReadonlyMap<string, readonly Editor[]> = new Map();
const never = (): (() => void) => () => undefined;
const nobody = (): ReadonlyMap<string, readonly Editor[]> => NOBODY;

/** Who edits each feed. Feeds that nobody edits are absent; so are all to those who may not know. */
export function useAllEditors(): ReadonlyMap<string, readonly Editor[]> {
  const { session } = useSession();
  const { client } = useLive();
  const [store, setStore] = useState<EditorsStore>();
  const allowed = may(session, 'events:publish');
  useEffect(() => {
    if (!allowed) return;
    const opened = new EditorsStore((patterns, listener) => client.watchEditors(patterns, listener));
    setStore(opened);
    return () => {
      opened.close();
      setStore(undefined);
    };
  }, [allowed, client]);
  return useSyncExternalStore(store?.subscribe ?? never, store?.editors ?? nobody);
}
