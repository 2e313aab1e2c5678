import { FEED_PATTERN, type Role } from '../../../../src/core/protocol/permissions.js';
import { linesOf, type Faults } from '../../shared/form/faults.js';
import type { Translate } from '../../shared/i18n/translate.js';
import type { NewUser, User, UserChange } from './api/user.js';

/** A person as they are being written down. */
export interface PersonDraft {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Patterns, one a line; none: every feed. */
  readonly feeds: string;
  /** Whether the console makes the first password up. */
  readonly generated: boolean;
  readonly password: string;
}

export const PERSON_FIELDS = ['email', 'name', 'role', 'feeds', 'password'] as const;
export type PersonField = (typeof PERSON_FIELDS)[number];

const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 256;
const MOST_PATTERNS = 64;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;

export const NOBODY: PersonDraft = {
  email: '',
  name: '',
  role: 'editor',
  feeds: '',
  generated: true,
  password: '',
};

export function draftOf({ email, name = '', role, feeds = [] }: User): PersonDraft {
  return { ...NOBODY, email, name, role, feeds: feeds.join('\n') };
}

/** Why `password` is none that the server takes. */
export function passwordFault(password: string, t: Translate): string | undefined {
  const { length } = password;
  if (length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD) return undefined;
  return t('people.passwordLength', { min: SHORTEST_PASSWORD, max: LONGEST_PASSWORD });
}

/** @param isNew a person who is there has an e-mail address and a password already */
export function faultsOf(draft: PersonDraft, isNew: boolean, t: Translate): Faults<PersonField> {
  const patterns = draft.role === 'admin' ? [] : linesOf(draft.feeds);
  const wrong = patterns.find((pattern) => !FEED_PATTERN.test(pattern));
  const password = isNew && !draft.generated ? passwordFault(draft.password, t) : undefined;
  return {
    ...(isNew && !EMAIL.test(draft.email.trim()) ? { email: t('people.emailWrong') } : {}),
    ...(wrong === undefined ? {} : { feeds: t('people.patternWrong', { pattern: wrong }) }),
    ...(patterns.length > MOST_PATTERNS ? { feeds: t('people.patternsMany', { most: MOST_PATTERNS }) } : {}),
    ...(password === undefined ? {} : { password }),
  };
}

/** Patterns as the server wants them; undefined: every feed. Administrators are never limited. */
function feedsOf({ role, feeds }: PersonDraft): readonly string[] | undefined {
  const patterns = role === 'admin' ? [] : linesOf(feeds);
  return patterns.length === 0 ? undefined : patterns;
}

export function newUserOf(draft: PersonDraft, password: string): NewUser {
  const name = draft.name.trim();
  const feeds = feedsOf(draft);
  return {
    email: draft.email.trim(),
    ...(name === '' ? {} : { name }),
    role: draft.role,
    ...(feeds ? { feeds } : {}),
    password,
  };
}

/** The PATCH that makes `user` what the form says. Empty: nothing was changed. */
export function changeOf(user: User, draft: PersonDraft): UserChange {
  const name = draft.name.trim();
  const feeds = feedsOf(draft);
  const sameFeeds = JSON.stringify(feeds) === JSON.stringify(user.feeds);
  return {
    ...(name === (user.name ?? '') ? {} : { name: name === '' ? null : name }),
    ...(draft.role === user.role ? {} : { role: draft.role }),
    // An administrator's are taken away by the role alone.
    ...(sameFeeds || draft.role === 'admin' ? {} : { feeds: feeds ?? null }),
  };
}

/** Without what looks like something else when it is read aloud or off a screen. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password that nobody guesses: 20 letters of 5 bits, in groups that can be read aloud. */
export function madePassword(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const letters = [...random(new Uint8Array(20))].map((byte) => LETTERS[byte % LETTERS.length] ?? '');
  return [0, 5, 10, 15].map((start) => letters.slice(start, start + 5).join('')).join('-');
}
