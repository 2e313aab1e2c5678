import { effectiveKeys, holderOf, type DeskKeys } from './key-map.js';
import type { OwnKeys } from './key-store.js';

/** An action of another set of keys. */
export interface Neighbour {
  readonly desk: DeskKeys;
  readonly action: string;
}

/** Who has a stroke among all that is heard together with the keys of `desk`. */
export function neighbourWith(
  stroke: string,
  desk: DeskKeys,
  desks: readonly DeskKeys[],
  own: OwnKeys,
): Neighbour | undefined {
  for (const other of desks) {
    if (other.id === desk.id || !(desk.everywhere ?? other.everywhere)) continue;
    const action = holderOf(effectiveKeys(other.defaults, own[other.id] ?? {}), stroke);
    if (action !== undefined) return { desk: other, action };
  }
  return undefined;
}

export interface Clash extends Neighbour {
  readonly stroke: string;
  readonly other: Neighbour;
}

/** Strokes that would mean two things at once, each told once. */
export function clashesIn(desks: readonly DeskKeys[], own: OwnKeys): readonly Clash[] {
  return desks
    .filter(({ everywhere }) => !everywhere)
    .flatMap((desk) =>
      Object.entries(effectiveKeys(desk.defaults, own[desk.id] ?? {})).flatMap(([action, strokes]) =>
        strokes.flatMap((stroke) => {
          const other = neighbourWith(stroke, desk, desks, own);
          return other ? [{ desk, action, stroke, other }] : [];
        }),
      ),
    );
}
