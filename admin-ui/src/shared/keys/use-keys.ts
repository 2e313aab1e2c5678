import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useSession } from '../session/session-context.js';
import { effectiveKeys, holderOf, type KeySet } from './key-map.js';
import { KeyStore } from './key-store.js';
import { strokeOf, type Stroke } from './stroke.js';

const stores = new Map<string, KeyStore>();

/** What whoever is signed in has rebound. */
export function useKeyStore(): KeyStore {
  const { session } = useSession();
  const account = `${session.kind}:${session.id}`;
  const store = useMemo(() => {
    const known = stores.get(account) ?? new KeyStore(localStorage, account);
    stores.set(account, known);
    return known;
  }, [account]);
  useEffect(() => {
    const hear = ({ key }: StorageEvent): void => store.changedElsewhere(key);
    window.addEventListener('storage', hear);
    return () => window.removeEventListener('storage', hear);
  }, [store]);
  return store;
}

/** The keys of a desk as they are now for whoever is signed in. */
export interface Keys<Action extends string> {
  readonly strokesOf: (action: Action) => readonly string[];
  /** What stands on a button; undefined: the action has no key. */
  readonly firstOf: (action: Action) => string | undefined;
  readonly actionOf: (stroke: Stroke) => Action | undefined;
}

export function useKeys<Action extends string>({ id, defaults }: KeySet<Action>): Keys<Action> {
  const store = useKeyStore();
  const own = useSyncExternalStore(store.subscribe, () => store.own(id));
  return useMemo(() => {
    const keys = effectiveKeys(defaults, own);
    const strokesOf = (action: Action): readonly string[] => keys[action] ?? [];
    return {
      strokesOf,
      firstOf: (action) => strokesOf(action)[0],
      actionOf: (stroke) => {
        const name = strokeOf(stroke);
        return name === undefined ? undefined : (holderOf(keys, name) as Action | undefined);
      },
    };
  }, [defaults, own]);
}
