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

/** What a feed pattern may be made of: the characters of feed ids, and `*`. */
export const FEED_PATTERN = /^[A-Za-z0-9._:*-]{1,128}$/;

/**
 * Whether whatever `inner` covers is covered by one of `outer` too (undefined: they cover everything). A `*` of the inner pattern is
 * only covered by a `*`, since no other character stands for it.
 */
export function patternWithin(inner: string, outer: readonly string[] | undefined): boolean {
  return outer === undefined || outer.some((pattern) => matchesPattern(pattern, inner));
}

/** What people may be. */
export const ROLES = ['admin', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  admin: ['admin'],
  editor: ['feeds:read', 'feeds:write', 'events:publish'],
  viewer: ['feeds:read'],
};
