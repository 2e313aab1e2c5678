import { useEffect } from 'react';
import type { Editing } from './use-editing.js';

/** What waits to go out, such as a queue of presses. */
export interface Outbox {
  readonly items: () => readonly unknown[];
  readonly subscribe: (listener: () => void) => () => void;
}

/** Whatever is put into the outbox was pressed: with the first press the desk is this tab's, if nobody has it. */
export function usePressTakesDesk({ items, subscribe }: Outbox, { pressed }: Pick<Editing, 'pressed'>): void {
  useEffect(() => {
    let before = items().length;
    return subscribe(() => {
      const now = items().length;
      if (now > before) pressed();
      before = now;
    });
  }, [items, pressed, subscribe]);
}
