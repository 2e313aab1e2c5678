import { useEffect, useRef } from 'react';

function leavesPage(event: MouseEvent): boolean {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  return link !== null && link.getAttribute('target') === null && !link.getAttribute('href')?.startsWith('#');
}

/** Asks before what was typed would be lost with the page, whatever link leads away. Returns what ends that, once it is safe. */
export function useLeaveGuard(typed: boolean, question: string): () => void {
  const safe = useRef(false);
  useEffect(() => {
    if (!typed) return;
    const unload = (event: BeforeUnloadEvent): void => {
      if (!safe.current) event.preventDefault();
    };
    const click = (event: MouseEvent): void => {
      if (safe.current || !leavesPage(event) || window.confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('beforeunload', unload);
    window.addEventListener('click', click, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', unload);
      window.removeEventListener('click', click, { capture: true });
    };
  }, [typed, question]);
  return () => {
    safe.current = true;
  };
}
