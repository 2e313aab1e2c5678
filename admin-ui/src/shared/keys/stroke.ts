/** What a keyboard event tells of a stroke. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const MODIFIERS = new Set(['control', 'shift', 'alt', 'meta', 'altgraph', 'capslock', 'numlock', 'fn', 'os']);
/** Whatever the console itself or the browser needs them for, on every page. */
const KEPT = new Set(['escape', 'enter', 'tab', 'backspace', 'delete', 'contextmenu', 'ctrl+k']);
const KEPT_FUNCTION_KEYS = new Set(['f1', 'f3', 'f5', 'f6', 'f7', 'f10', 'f11', 'f12']);
/** All that browsers leave to a page. */
const FREE_WITH_CTRL = new Set(['b', 'e', 'i', 'm', 'y', 'z']);
const MEANINGLESS = new Set(['dead', 'process', 'unidentified', 'compose']);
const STROKE = /^(ctrl\+)?(shift\+)?(\S| |[a-z][a-z0-9]{1,23})$/u;

function isLetterOrDigit(name: string): boolean {
  return name.toLowerCase() !== name.toUpperCase() || /^\d$/.test(name);
}

/**
 * The name of a stroke: the key as `KeyboardEvent.key` names it, lower case, behind `ctrl+` (also for the Mac's command key) and
 * `shift+`. Shift is part of the character where it makes another one. Undefined: nothing a desk listens to.
 */
export function strokeOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Stroke): string | undefined {
  const name = key.toLowerCase();
  if (altKey || MODIFIERS.has(name)) return undefined;
  const shifted = shiftKey && (name.length > 1 || name === ' ' || isLetterOrDigit(name));
  return `${ctrlKey || metaKey ? 'ctrl+' : ''}${shifted ? 'shift+' : ''}${name}`;
}

/** `ctrl+shift+x` as `['ctrl', 'shift', 'x']`; the plus key is one too. */
export function partsOf(stroke: string): readonly string[] {
  const match = STROKE.exec(stroke);
  if (!match) return [stroke];
  const [, ctrl, shift, key = ''] = match;
  return [...(ctrl ? ['ctrl'] : []), ...(shift ? ['shift'] : []), key];
}

export type StrokeFault = 'malformed' | 'kept' | 'browser';

/** Why a stroke can't be bound to anything; undefined: it can. */
export function strokeFault(stroke: string): StrokeFault | undefined {
  const [, ctrl, , key = ''] = STROKE.exec(stroke) ?? [];
  if (key === '' || key !== key.toLowerCase() || MODIFIERS.has(key) || MEANINGLESS.has(key))
    return 'malformed';
  if (KEPT.has(stroke) || KEPT.has(key)) return 'kept';
  return KEPT_FUNCTION_KEYS.has(key) || (ctrl && !FREE_WITH_CTRL.has(key)) ? 'browser' : undefined;
}
