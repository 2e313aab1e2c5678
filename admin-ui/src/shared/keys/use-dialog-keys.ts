import { useLayoutEffect, useRef } from 'react';

/** Listens to plain keys while a dialog is there with nothing over it, wherever in it the focus is. `listener` says whether it took the key. */
export function useDialogKeys(listener: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(listener);
  useLayoutEffect(() => {
    latest.current = listener;
  });
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      // What is typed into the sign-in, or struck over a question, is not for the dialog beneath.
      if (document.querySelectorAll('[role="dialog"]').length > 1) return;
      if (latest.current(event)) event.preventDefault();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}
