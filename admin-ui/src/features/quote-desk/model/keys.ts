import type { DeskKeys } from '../../../shared/keys/key-map.js';

export const ACTIONS = [
  'trade',
  'quote',
  'halt',
  'session',
  'amendLast',
  'voidLast',
  'pause',
  'undo',
  'redo',
  'help',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What the quote desk can be told by keys. */
export const QUOTE_KEYS: DeskKeys<Action> = {
  id: 'quote',
  title: 'kind.quote',
  defaults: {
    trade: ['t'],
    quote: ['q'],
    halt: ['h'],
    session: ['n'],
    amendLast: ['e'],
    voidLast: ['x'],
    pause: ['p'],
    undo: ['u', 'ctrl+z'],
    redo: ['ctrl+shift+z'],
    help: ['?'],
  },
  groups: [
    { title: 'keys.group.events', actions: ['trade', 'quote', 'halt', 'session'] },
    { title: 'keys.group.mistakes', actions: ['undo', 'redo', 'amendLast', 'voidLast'] },
    { title: 'keys.group.other', actions: ['pause', 'help'] },
  ],
  nameOf: (t, action) => t(`market.action.${action}`),
};
