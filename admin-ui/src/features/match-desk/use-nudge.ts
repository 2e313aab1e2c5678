import { useCallback, useEffect, useRef, useState } from 'react';

/** Strokes this close together are one correction. */
const GATHER_MS = 600;

/** Gathers small steps of the clock, so that ten strokes are one event. */
export function useNudge(
  publish: (byMs: number) => void,
): readonly [pendingMs: number, nudge: (byMs: number) => void] {
  const [pendingMs, setPendingMs] = useState(0);
  const latest = useRef(publish);
  useEffect(() => {
    latest.current = publish;
  });
  useEffect(() => {
    if (pendingMs === 0) return;
    const timer = setTimeout(() => {
      setPendingMs(0);
      latest.current(pendingMs);
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [pendingMs]);
  const nudge = useCallback((byMs: number) => setPendingMs((before) => before + byMs), []);
  return [pendingMs, nudge];
}
