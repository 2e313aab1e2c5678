let byKeyboard = false;

window.addEventListener('pointerdown', () => (byKeyboard = false), true);
window.addEventListener('keydown', () => (byKeyboard = true), true);

/** Whether the last thing that was used is the keyboard. Unlike `:focus-visible` it forgets a key that was struck before a click. */
export function usedKeyboardLast(): boolean {
  return byKeyboard;
}
