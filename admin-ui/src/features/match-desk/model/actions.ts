/** What the desk can be told to do. Each has a key. */
export const ACTIONS = [
  'goal',
  'yellow',
  'red',
  'substitution',
  'penalty_missed',
  'shootout',
  'var',
  'stoppage',
  'comment',
  'status',
  'clockToggle',
  'clockBack',
  'clockForward',
  'clockBack10',
  'clockForward10',
  'clockSet',
  'next',
  'undo',
  'replace',
  'help',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What asks for a team and then for players. */
export type PlayAction = 'goal' | 'yellow' | 'red' | 'substitution' | 'penalty_missed' | 'shootout';
const PLAYS: readonly Action[] = ['goal', 'yellow', 'red', 'substitution', 'penalty_missed', 'shootout'];

export function isPlay(action: Action): action is PlayAction {
  return PLAYS.includes(action);
}

/** Keys as `KeyboardEvent.key` names them, lower case, with their modifiers before. */
export const KEYS: Readonly<Record<Action, readonly string[]>> = {
  goal: ['g'],
  yellow: ['y'],
  red: ['r'],
  substitution: ['s'],
  penalty_missed: ['p'],
  shootout: ['k'],
  var: ['v'],
  stoppage: ['t'],
  comment: ['c'],
  status: ['x'],
  clockToggle: [' '],
  clockBack: ['arrowleft'],
  clockForward: ['arrowright'],
  clockBack10: ['shift+arrowleft'],
  clockForward10: ['shift+arrowright'],
  clockSet: ['e'],
  next: ['n'],
  undo: ['u', 'ctrl+z'],
  replace: ['w'],
  help: ['?'],
};

interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The action of a stroke. Shift is part of the key where it makes another character. */
export function actionFor({ key, ctrlKey, metaKey, altKey, shiftKey }: Stroke): Action | undefined {
  if (altKey) return undefined;
  const name = key.toLowerCase();
  const named = name.length > 1;
  const pressed = `${ctrlKey || metaKey ? 'ctrl+' : ''}${shiftKey && (named || key !== '?') ? 'shift+' : ''}${name}`;
  return ACTIONS.find((action) => KEYS[action].includes(pressed));
}
