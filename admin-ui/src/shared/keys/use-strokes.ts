import { useLayoutEffect, useRef } from 'react';

function isField(element: Element): boolean {
  return element.matches(
    'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"], [role="textbox"], [role="listbox"], [role="menu"] *',
  );
}

/** Space and Enter press the button that has the focus, and arrows move among choices; they mean nothing else there. */
function pressesFocused(key: string, element: Element): boolean {
  if (key.startsWith('Arrow')) return element.matches('input[type="radio"]');
  return (
    (key === ' ' || key === 'Enter') &&
    element.matches('button, a[href], summary, input, [role="button"], [role="switch"]')
  );
}

/** Whether a stroke is for the page: no field is in use and no dialog is open. */
function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return false;
  const focused = document.activeElement;
  return !focused || !(isField(focused) || pressesFocused(event.key, focused));
}

/**
 * Listens to strokes on the page; the listener prevents the default of those that it takes, and nobody behind it hears them.
 * @param first before all that do not ask for it
 */
export function useStrokes(listener: (event: KeyboardEvent) => void, active = true, first = false): void {
  // With what is drawn, not some time after it: a key struck at once is for what can be seen.
  const latest = useRef(listener);
  useLayoutEffect(() => {
    latest.current = listener;
  });
  useLayoutEffect(() => {
    if (!active) return;
    const hear = (event: KeyboardEvent): void => {
      if (isForPage(event)) latest.current(event);
    };
    window.addEventListener('keydown', hear, first);
    return () => window.removeEventListener('keydown', hear, first);
  }, [active, first]);
}
