import { useEffect, useRef, useState } from 'react';

/** `value`, renewed at most once in `everyMs`: for what nobody can read faster. */
export function useSlow<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const renewedAt = useRef(0);
  useEffect(() => {
    if (value === shown) return;
    const wait = Math.max(0, renewedAt.current + everyMs - performance.now());
    const timer = setTimeout(() => {
      renewedAt.current = performance.now();
      setShown(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [everyMs, shown, value]);
  return shown;
}
