import { randomBytes } from 'node:crypto';
import { SYSTEM } from '../audit/doer.js';
import type { Users } from './users.js';

export interface FirstAdminSettings {
  readonly email: string | undefined;
  readonly password: string | undefined;
}

const DEFAULT_EMAIL = 'admin@localhost';

/** Makes the first administrator of a database without users. A password that nobody chose is told once, through `tell`. */
export async function makeFirstAdmin(
  users: Users,
  { email, password }: FirstAdminSettings,
  tell: (text: string) => void,
): Promise<void> {
  if (!(await users.isEmpty())) return;
  const made = password ?? randomBytes(15).toString('base64url');
  const admin = await users.createFirst(SYSTEM, {
    email: (email ?? DEFAULT_EMAIL).toLowerCase(),
    role: 'admin',
    password: made,
  });
  if (!admin || password !== undefined) return;
  tell(
    `\nThe first administrator was made; this is shown once:\n  E-mail   ${admin.email}\n  Password ${made}\n`,
  );
}
