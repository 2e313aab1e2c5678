import { useCallback, useState } from 'react';
import { useKeys } from '../../shared/keys/use-keys.js';
import { useStrokes } from '../../shared/keys/use-strokes.js';
import { PREVIEW_KEYS } from './model/keys.js';

const STORED = 'touchline.preview';
/** Beside the desk there is room for it from here on. */
const ROOM = '(min-width: 100rem)';

/** Whether the preview is shown: as it was left, at first where there is room. */
export function usePreviewOpen(): readonly [open: boolean, toggle: () => void] {
  const [open, setOpen] = useState(() => {
    const stored = localStorage.getItem(STORED);
    return stored === null ? matchMedia(ROOM).matches : stored === 'open';
  });
  const keys = useKeys(PREVIEW_KEYS);
  const toggle = useCallback(
    () =>
      setOpen((before) => {
        localStorage.setItem(STORED, before ? 'closed' : 'open');
        return !before;
      }),
    [],
  );
  useStrokes((event) => {
    if (event.repeat || keys.actionOf(event) !== 'toggle') return;
    event.preventDefault();
    toggle();
  });
  return [open, toggle];
}
