import { useEffect, useRef } from 'react';

/** Listens to plain keys while a dialog is there, wherever in it the focus is. `listener` says whether it took the key. */
export function useDialogKeys(listener: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      if (latest.current(event)) event.preventDefault();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}
