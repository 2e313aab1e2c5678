import { useEffect, useRef, type RefObject } from 'react';

/** The value of the last render, for what happens later. */
export function useLatestRef<T>(value: T): Readonly<RefObject<T>> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
