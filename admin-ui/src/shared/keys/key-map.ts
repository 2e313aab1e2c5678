import type { TextKey } from '../i18n/en.js';
import type { Translate } from '../i18n/translate.js';

/** The strokes of each action. */
export type KeyMap = Readonly<Record<string, readonly string[]>>;

/** What a desk can be told by keys. */
export interface KeySet<Action extends string = string> {
  /** Stable: what people stored and exported names it. */
  readonly id: string;
  /** Until somebody rebinds them. No stroke is in it twice. */
  readonly defaults: Readonly<Record<Action, readonly string[]>>;
}

/** The keys of a desk as they are shown. */
export interface DeskKeys<Action extends string = string> extends KeySet<Action> {
  /** What the desk is for. */
  readonly title: TextKey;
  /** They are heard beside those of every other desk. */
  readonly everywhere?: true;
  /** Each action once. */
  readonly groups: readonly { readonly title: TextKey; readonly actions: readonly Action[] }[];
  nameOf(t: Translate, action: Action): string;
}

export const MAX_STROKES = 3;

/** Own strokes come first: a default that somebody gave to another action is no longer what it was. */
export function effectiveKeys(defaults: KeyMap, own: KeyMap): KeyMap {
  const taken = new Set(
    Object.keys(defaults).flatMap((action) => (Object.hasOwn(own, action) ? (own[action] ?? []) : [])),
  );
  return Object.fromEntries(
    Object.entries(defaults).map(([action, strokes]) => [
      action,
      Object.hasOwn(own, action) ? (own[action] ?? []) : strokes.filter((stroke) => !taken.has(stroke)),
    ]),
  );
}

/** What differs from the defaults, and so has to be kept. */
export function ownKeys(defaults: KeyMap, keys: KeyMap): KeyMap {
  const own = Object.entries(keys).filter(
    ([action, strokes]) => strokes.join('\n') !== (defaults[action] ?? []).join('\n'),
  );
  return Object.fromEntries(own);
}

/** The action that has a stroke. */
export function holderOf(keys: KeyMap, stroke: string): string | undefined {
  return Object.keys(keys).find((action) => keys[action]?.includes(stroke));
}

/** Gives `action` these strokes; whoever had one of them loses it. */
export function assign(keys: KeyMap, action: string, strokes: readonly string[]): KeyMap {
  const given = Object.entries(keys).map(([one, its]) => [
    one,
    one === action ? strokes : its.filter((stroke) => !strokes.includes(stroke)),
  ]);
  return Object.fromEntries(given) as KeyMap;
}

/** One stroke instead of another (undefined: in addition). */
export function withStroke(
  strokes: readonly string[],
  old: string | undefined,
  stroke: string,
): readonly string[] {
  if (strokes.includes(stroke)) return strokes.filter((one) => one === stroke || one !== old);
  if (old === undefined) return [...strokes, stroke];
  return strokes.map((one) => (one === old ? stroke : one));
}

/** `action` takes `stroke` for its `old` one, which goes to whoever had `stroke`. */
export function swap(keys: KeyMap, action: string, old: string, stroke: string): KeyMap {
  const other = holderOf(keys, stroke);
  const replaced = withStroke(keys[action] ?? [], old, stroke);
  const rest = other === undefined ? [] : (keys[other] ?? []).map((one) => (one === stroke ? old : one));
  return { ...keys, ...(other === undefined ? {} : { [other]: rest }), [action]: replaced };
}
