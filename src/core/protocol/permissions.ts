/** What a caller may be granted. `admin` includes every other scope. */
export const SCOPES = [
  'feeds:read',
  'feeds:write',
  'events:publish',
  'webhooks:manage',
  'tokens:mint',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Whether a feed pattern covers an id: `*` stands for any run of characters, also none; everything else for itself.
 * Takes time in proportion to the product of the two lengths at worst, whatever the pattern.
 */
export function matchesPattern(pattern: string, id: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < id.length;) {
    if (pattern[at] === '*') {
      star = at++;
      retry = index;
    } else if (pattern[at] === id[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
