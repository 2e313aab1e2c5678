import { notifications } from '@mantine/notifications';
import { useState, useSyncExternalStore } from 'react';
import { useText } from '../../shared/i18n/language.js';
import {
  assign,
  effectiveKeys,
  holderOf,
  MAX_STROKES,
  ownKeys,
  swap,
  withStroke,
  type DeskKeys,
  type KeyMap,
} from '../../shared/keys/key-map.js';
import { neighbourWith, type Neighbour } from '../../shared/keys/neighbours.js';
import { strokeFault, type StrokeFault } from '../../shared/keys/stroke.js';
import { useKeyStore } from '../../shared/keys/use-keys.js';

/** What the next stroke is for. */
export interface Capture {
  readonly action: string;
  /** The stroke that is changed; undefined: another one is added. */
  readonly old: string | undefined;
  /** Why the last stroke was not taken. */
  readonly fault?:
    | { readonly stroke: string; readonly code: StrokeFault }
    | { readonly stroke: string; readonly code: 'elsewhere'; readonly holder: Neighbour };
  /** The stroke belongs to another action: somebody has to decide. */
  readonly conflict?: { readonly stroke: string; readonly holder: string };
}

export interface Rebinding {
  readonly keys: KeyMap;
  readonly capture: Capture | undefined;
  readonly isOwn: (action: string) => boolean;
  readonly begin: (action: string, old?: string) => void;
  readonly stroke: (stroke: string) => void;
  readonly decide: (way: 'swap' | 'take') => void;
  readonly remove: () => void;
  readonly cancel: () => void;
  readonly reset: (action?: string) => void;
}

/** The keys of one desk, and the one that is being changed. */
export function useRebinding(desk: DeskKeys, desks: readonly DeskKeys[]): Rebinding {
  const { id, defaults } = desk;
  const t = useText();
  const store = useKeyStore();
  const own = useSyncExternalStore(store.subscribe, () => store.own(id));
  const keys = effectiveKeys(defaults, own);
  const [capture, setCapture] = useState<Capture>();

  const save = (changed: KeyMap): void => {
    setCapture(undefined);
    if (!store.set(id, ownKeys(defaults, changed)))
      notifications.show({ message: t('keys.notKept'), color: 'red' });
  };
  const stroke = (pressed: string): void => {
    if (!capture || capture.conflict) return;
    const { action, old } = capture;
    const code = strokeFault(pressed);
    if (code) return setCapture({ action, old, fault: { stroke: pressed, code } });
    const elsewhere = neighbourWith(pressed, desk, desks, store.all());
    if (elsewhere)
      return setCapture({ action, old, fault: { stroke: pressed, code: 'elsewhere', holder: elsewhere } });
    const holder = holderOf(keys, pressed);
    if (holder !== undefined && holder !== action)
      return setCapture({ action, old, conflict: { stroke: pressed, holder } });
    save(assign(keys, action, withStroke(keys[action] ?? [], old, pressed)));
  };
  const decide = (way: 'swap' | 'take'): void => {
    if (!capture?.conflict) return;
    const { action, old, conflict } = capture;
    if (way === 'swap' && old !== undefined) save(swap(keys, action, old, conflict.stroke));
    else save(assign(keys, action, withStroke(keys[action] ?? [], old, conflict.stroke)));
  };
  const remove = (): void => {
    if (!capture) return;
    const { action, old } = capture;
    save(
      assign(
        keys,
        action,
        (keys[action] ?? []).filter((one) => one !== old),
      ),
    );
  };
  return {
    keys,
    capture,
    isOwn: (action) => action in ownKeys(defaults, keys),
    begin: (action, old) => {
      if (old !== undefined || (keys[action]?.length ?? 0) < MAX_STROKES) setCapture({ action, old });
    },
    stroke,
    decide,
    remove,
    cancel: () => setCapture(undefined),
    reset: (action) => save(action === undefined ? defaults : assign(keys, action, defaults[action] ?? [])),
  };
}
