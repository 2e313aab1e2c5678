import { useLayoutEffect, useRef } from 'react';
import { strokeOf } from '../../shared/keys/stroke.js';

export interface CaptureEvents {
  stroke(stroke: string): void;
  cancel(): void;
  /** Backspace or Delete: the key is to go. */
  remove(): void;
}

/** While `active` every key on this page is for `events`, whatever has the focus; Tab goes on, and ends it. */
export function useCapture(active: boolean, events: CaptureEvents): void {
  const latest = useRef(events);
  useLayoutEffect(() => {
    latest.current = events;
  });
  useLayoutEffect(() => {
    if (!active) return;
    const take = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const hear = (event: KeyboardEvent): void => {
      if (event.key === 'Tab') return latest.current.cancel();
      take(event);
      if (event.repeat || event.isComposing) return;
      if (event.key === 'Escape') return latest.current.cancel();
      if (event.key === 'Backspace' || event.key === 'Delete') return latest.current.remove();
      const stroke = strokeOf(event);
      if (stroke !== undefined) latest.current.stroke(stroke);
    };
    // A button would be pressed by Space when that is let go.
    const release = (event: KeyboardEvent): void => {
      if (event.key === ' ') take(event);
    };
    window.addEventListener('keydown', hear, true);
    window.addEventListener('keyup', release, true);
    return () => {
      window.removeEventListener('keydown', hear, true);
      // Let go of what was just bound after this.
      setTimeout(() => window.removeEventListener('keyup', release, true), 300);
    };
  }, [active]);
}
