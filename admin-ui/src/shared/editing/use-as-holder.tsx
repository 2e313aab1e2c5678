import { useEffect, useState, type ReactNode } from 'react';
import { TakeOverDialog } from './take-over-dialog.js';
import type { Editing } from './use-editing.js';

export interface AsHolder {
  /** Publishes; where somebody else has taken the desk meanwhile, asks for it first. */
  readonly asHolder: (publish: () => void) => void;
  /** The question, over whatever dialog it came from. */
  readonly question: ReactNode;
  /** Takes the question back; false: there is none. */
  readonly dismiss: () => boolean;
}

/** For what a dialog publishes: it may have been opened before somebody else took the desk. */
export function useAsHolder(editing: Editing): AsHolder {
  const [kept, setKept] = useState<() => void>();
  const taken = editing.canPress ? undefined : editing.holder;
  const free = taken === undefined;
  useEffect(() => {
    // Otherwise what was kept would be asked about, and published, when somebody takes the desk another time.
    if (free) setKept(undefined);
  }, [free]);
  const asks = taken !== undefined && kept !== undefined;
  const forget = (): void => setKept(undefined);
  return {
    asHolder: (publish) => (taken ? setKept(() => publish) : publish()),
    question: asks && (
      <TakeOverDialog holder={taken} takeOver={() => editing.takeOver().then(kept)} onClose={forget} />
    ),
    dismiss: () => {
      if (asks) forget();
      return asks;
    },
  };
}
