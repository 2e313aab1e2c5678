import { Modal, type ModalProps } from '@mantine/core';
import { useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useText } from '../i18n/language.js';
import { moveFocusMark } from './focus-mark.js';
import { usedKeyboardLast } from './last-input.js';

interface DialogProps extends Omit<ModalProps, 'opened' | 'centered' | 'closeButtonProps' | 'returnFocus'> {
  /** On a desk only to whoever goes from button to button: after a click the next key is for the desk again. */
  readonly returnFocus?: 'always' | 'byKeyboard';
}

/**
 * Something over the page for as long as it is rendered, with the focus in it from its first moment: what a fast hand types next
 * lands in it. Then the focus goes back to what opened it.
 */
export function Dialog({ children, returnFocus = 'always', onClose, ...props }: DialogProps): ReactNode {
  const t = useText();
  const here = useRef<HTMLSpanElement>(null);
  // Escape is heard by every dialog that is open; it is for the one on top.
  const close = (): void => {
    const top = [...document.querySelectorAll('[role="dialog"]')].at(-1);
    if (top?.contains(here.current)) onClose();
  };
  return (
    <Modal opened centered onClose={close} closeButtonProps={{ 'aria-label': t('form.close') }} {...props}>
      <FocusAtOnce here={here} always={returnFocus === 'always'} />
      {children}
    </Modal>
  );
}

interface FocusAtOnceProps {
  readonly here: RefObject<HTMLSpanElement | null>;
  readonly always: boolean;
}

/** The library moves the focus in a later task, before which keys that were struck at once would get lost. */
function FocusAtOnce({ here, always }: FocusAtOnceProps): ReactNode {
  useLayoutEffect(() => {
    const menu = document.activeElement?.closest('[role=menu]');
    const last = menu ? buttonOf(menu) : document.activeElement;
    const opener = (always || usedKeyboardLast()) && last instanceof HTMLElement ? last : null;
    const dialog = here.current?.closest('[role=dialog]');
    const marked = (): HTMLElement | null | undefined => dialog?.querySelector('[data-autofocus]');
    marked()?.focus({ preventScroll: true });
    if (menu) keepOutOf(menu, () => (dialog?.isConnected ? marked() : opener));

    const moveMark = ({ target }: Event): void => {
      if (dialog) moveFocusMark(dialog, target);
    };
    dialog?.addEventListener('focusin', moveMark);
    return () => {
      dialog?.removeEventListener('focusin', moveMark);
      if (opener?.isConnected) opener.focus({ preventScroll: true });
    };
  }, [always, here]);
  return <span ref={here} hidden />;
}

/** A menu is gone by the time the dialog is: its button has opened it. */
function buttonOf(menu: Element): HTMLElement | null {
  return document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
}

/** Until it is gone, a menu that was left for the dialog still moves the focus into itself, in later tasks. */
function keepOutOf(menu: Element, back: () => HTMLElement | null | undefined): void {
  const hold = ({ target }: FocusEvent): void => {
    if (!menu.isConnected) document.removeEventListener('focusin', hold);
    else if (target instanceof Node && menu.contains(target) && !isOpen(menu))
      back()?.focus({ preventScroll: true });
  };
  document.addEventListener('focusin', hold);
}

function isOpen(menu: Element): boolean {
  return buttonOf(menu)?.getAttribute('aria-expanded') === 'true';
}
