/**
 * The library's dialogs and menus send the focus, in a task some time after they open, to what bears this mark. It goes along with the
 * focus, so that whoever has gone on by then stays there.
 */
export function moveFocusMark(within: ParentNode, target: EventTarget | null): void {
  if (!(target instanceof HTMLElement) || target === within) return;
  for (const marked of within.querySelectorAll<HTMLElement>('[data-autofocus]'))
    delete marked.dataset['autofocus'];
  target.dataset['autofocus'] = 'true';
}
