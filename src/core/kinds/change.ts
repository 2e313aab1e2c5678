/**
 * `state` with some members set; a member that is undefined is removed, for state holds neither null nor undefined.
 * `state` itself when that changes nothing.
 */
export function change<S extends object>(state: S, members: Partial<S>): S {
  let next: Record<string, unknown> | undefined;
  const before = state as Record<string, unknown>;
  for (const [key, value] of Object.entries(members)) {
    if (value === before[key]) continue;
    next ??= { ...before };
    if (value === undefined) delete next[key];
    else next[key] = value;
  }
  return (next as S | undefined) ?? state;
}
