import type { KeySet } from '../../../shared/keys/key-map.js';
import type { Action, Does, Situation, Sport } from './sport.js';

type Row = readonly [id: string, keys: readonly string[], does: Does];

function table(group: Action['group'], rows: readonly Row[]): readonly Action[] {
  return rows.map(([id, keys, does]) => ({
    id,
    keys,
    does,
    group,
    label: `action.${id}` as Action['label'],
  }));
}

/** What every match can be told. */
export const COMMON: readonly Action[] = [
  ...table('events', [
    ['comment', ['c'], { kind: 'ask', dialog: 'comment' }],
    ['status', ['x'], { kind: 'ask', dialog: 'status' }],
    ['score', ['o'], { kind: 'ask', dialog: 'score' }],
  ]),
  ...table('clock', [
    ['next', ['n'], { kind: 'next' }],
    ['clockToggle', [' '], { kind: 'clockToggle' }],
    ['clockSet', ['e'], { kind: 'ask', dialog: 'clock' }],
  ]),
  ...table('mistakes', [
    ['undo', ['u', 'ctrl+z'], { kind: 'undo' }],
    ['redo', ['ctrl+shift+z'], { kind: 'redo' }],
    ['replace', ['w'], { kind: 'ask', dialog: 'replace' }],
  ]),
  ...table('other', [['help', ['?'], { kind: 'help' }]]),
];

/** A clock that counts up is a second or ten off. */
export const NUDGES_UP: readonly Action[] = [
  ...table('clock', [
    ['clockBack', ['arrowleft'], { kind: 'nudge', byMs: -1_000 }],
    ['clockForward', ['arrowright'], { kind: 'nudge', byMs: 1_000 }],
  ]),
  ...table('clock', [
    ['clockBack10', ['shift+arrowleft'], { kind: 'nudge', byMs: -10_000 }],
    ['clockForward10', ['shift+arrowright'], { kind: 'nudge', byMs: 10_000 }],
  ]).map((action) => ({ ...action, keyOnly: true })),
];

/** One that counts down is a second off, or tenths in the last minute. */
export const NUDGES_DOWN: readonly Action[] = table('clock', [
  ['clockLess', ['arrowleft'], { kind: 'nudge', byMs: -1_000 }],
  ['clockLessTenth', ['shift+arrowleft'], { kind: 'nudge', byMs: -100 }],
  ['clockMoreTenth', ['shift+arrowright'], { kind: 'nudge', byMs: 100 }],
  ['clockMore', ['arrowright'], { kind: 'nudge', byMs: 1_000 }],
]);

/** What the keys of a sport do until somebody rebinds them. */
export function keySetOf({ kind, actions }: Pick<Sport, 'kind' | 'actions'>): KeySet {
  return { id: kind, defaults: Object.fromEntries(actions.map(({ id, keys }) => [id, keys])) };
}

/** Whether an action can stand for a wrong press: it becomes one event at the moment of the other. */
export function canReplace({ does }: Action, situation: Situation): boolean {
  if (does.kind === 'play') return does.play.facts === undefined;
  return does.kind === 'now' && does.facts(situation)?.length === 1;
}
