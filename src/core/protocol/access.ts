import { z } from 'zod';
import { parseTimestamp } from '../time/timestamp.js';
import { FEED_PATTERN, ROLES, SCOPES } from './permissions.js';
import { limit, once } from './query.js';
import { required } from './required.js';
import { line, text } from './text.js';

/** The bodies, path parts and queries of signing in, of users, keys, tokens and the audit. */

export const ACCESS_LIMITS = {
  nameLength: 128,
  emailLength: 254,
  passwordLength: { min: 8, max: 256 },
  patterns: 64,
  tokenPatterns: 32,
  subjectLength: 128,
  rateLimitPerSecond: 100_000,
  /** How long a token may last: as long as nodes remember what was revoked. */
  tokenSeconds: 86_400,
  /** How long a rotated key may stay valid beside the new one: a week. */
  graceSeconds: 604_800,
} as const;

const name = line(ACCESS_LIMITS.nameLength, z.string().trim());
const email = text(ACCESS_LIMITS.emailLength, z.string().trim().toLowerCase()).regex(
  /^[^\s@\u0000-\u001f]{1,64}@[^\s@\u0000-\u001f]{1,190}$/,
  'must be an e-mail address',
);
const { min, max } = ACCESS_LIMITS.passwordLength;
const password = z
  .string()
  .min(min, `must be at least ${min} characters`)
  .max(max, `must be at most ${max} characters`);
/** One that is only compared may be anything of bounded size. */
const givenPassword = z.string().max(max, `must be at most ${max} characters`);
const pattern = z
  .string()
  .regex(
    FEED_PATTERN,
    'must be a feed id in which * stands for any characters, such as football.*, of at most 128 characters',
  );
const patterns = (most: number) =>
  z
    .array(pattern)
    .min(1, 'must name at least one pattern')
    .max(most, `must be at most ${most} patterns`)
    .transform((list) => [...new Set(list)]);
const role = z.enum(ROLES, required(`must be one of ${ROLES.join(', ')}`));
const scopes = z
  .array(z.enum(SCOPES, required(`must be one of ${SCOPES.join(', ')}`)))
  .min(1, 'must name at least one scope')
  .transform((list) => [...new Set(list)]);
const instant = z
  .string()
  .transform((value, context) => {
    const ms = parseTimestamp(value);
    if (ms !== undefined) return ms;
    context.addIssue({
      code: 'custom',
      message: 'must be a real date and time as in RFC 3339, such as 2026-06-11T18:00:00Z',
    });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

export const loginBody = z.strictObject({
  email: text(ACCESS_LIMITS.emailLength, z.string().trim().toLowerCase()),
  password: givenPassword,
});
export const passwordBody = z.strictObject({ currentPassword: givenPassword, newPassword: password });

const limitedRole = (user: {
  readonly role?: string | undefined;
  readonly feeds?: readonly string[] | null | undefined;
}) => user.role !== 'admin' || user.feeds === undefined || user.feeds === null;
const ADMIN_LIMITED = {
  path: ['feeds'],
  message: 'must not be given for an admin, who may change every feed',
};

export const newUserBody = z
  .strictObject({
    email,
    name: name.optional(),
    role,
    feeds: patterns(ACCESS_LIMITS.patterns).nullable().optional(),
    password,
  })
  .refine(limitedRole, ADMIN_LIMITED);
export const userChangeBody = z
  .strictObject({
    name: name.nullable().optional(),
    role: role.optional(),
    feeds: patterns(ACCESS_LIMITS.patterns).nullable().optional(),
    password: password.optional(),
    disabled: z.boolean().optional(),
  })
  .refine(limitedRole, ADMIN_LIMITED);

export const newApiKeyBody = z.strictObject({
  name,
  scopes,
  feeds: patterns(ACCESS_LIMITS.patterns).optional(),
  expiresAt: instant.optional(),
  rateLimitPerSecond: z
    .int(required('must be a whole number of requests'))
    .min(1, 'must be at least 1')
    .max(ACCESS_LIMITS.rateLimitPerSecond, `must be at most ${ACCESS_LIMITS.rateLimitPerSecond}`)
    .optional(),
});

/** How long the old key stays valid beside the new one; left out: not at all. */
export const rotationBody = z
  .strictObject({
    graceSeconds: z
      .int('must be a whole number of seconds')
      .min(0, 'must be at least 0')
      .max(ACCESS_LIMITS.graceSeconds, `must be at most ${ACCESS_LIMITS.graceSeconds} seconds`)
      .optional(),
  })
  .optional();

export const newTokenBody = z.strictObject({
  feeds: patterns(ACCESS_LIMITS.tokenPatterns),
  expiresInSeconds: z
    .int(required('must be a whole number of seconds'))
    .min(1, 'must be at least 1 second')
    .max(ACCESS_LIMITS.tokenSeconds, `must be at most ${ACCESS_LIMITS.tokenSeconds} seconds`),
  subject: line(ACCESS_LIMITS.subjectLength).optional(),
});

export const idPath = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an id of this list'),
});

const filter = line(200, once).optional();

export const pageQuery = z.object({ limit: limit(500, 50), cursor: once.optional() });
export const auditQuery = z.object({
  actor: filter,
  action: filter,
  target: filter,
  feed: filter,
  address: filter,
  /** Inclusive. */
  from: once.pipe(instant).optional(),
  /** Exclusive. */
  to: once.pipe(instant).optional(),
  limit: limit(500, 50),
  cursor: once.optional(),
});
