import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';

/** More than a desk shows at once. */
const MAX_PINS = 200;

/** The feeds that this person pinned, in this browser. */
export function usePins(): readonly [pins: ReadonlySet<string>, toggle: (id: string) => void] {
  const [list, setList] = useLocalStorage<readonly string[]>({
    key: 'touchline.pins',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const pins = useMemo(() => new Set(list), [list]);
  const toggle = (id: string): void =>
    setList((before) =>
      before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-MAX_PINS),
    );
  return [pins, toggle];
}
