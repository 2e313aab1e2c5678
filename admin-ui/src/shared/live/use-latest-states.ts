import { useEffect, useState, useSyncExternalStore } from 'react';
import { LatestStore, type Latest } from './latest-store.js';
import { useLive } from './live-context.js';

const NOTHING: ReadonlyMap<string, Latest> = new Map();
const never = (): (() => void) => () => undefined;
const nothing = (): ReadonlyMap<string, Latest> => NOTHING;

/** The newest states by feed, of those that have come. `ids` must be the same array while it has the same ids. */
export function useLatestStates(ids: readonly string[]): ReadonlyMap<string, Latest> {
  const { client } = useLive();
  const [store, setStore] = useState<LatestStore>();
  useEffect(() => {
    const opened = new LatestStore(client);
    setStore(opened);
    return () => opened.close();
  }, [client]);
  useEffect(() => store?.follow(ids), [store, ids]);
  return useSyncExternalStore(store?.subscribe ?? never, store?.latest ?? nothing);
}
