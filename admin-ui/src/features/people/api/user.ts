import type { Role } from '../../../../../src/core/protocol/permissions.js';

/** A person as REST shows them. Times are ISO 8601. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly role: Role;
  /** Absent: every feed. */
  readonly feeds?: readonly string[];
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly lastLoginAt?: string;
}

export interface NewUser {
  readonly email: string;
  readonly name?: string;
  readonly role: Role;
  readonly feeds?: readonly string[];
  readonly password: string;
}

/** What is absent stays; null takes away. */
export interface UserChange {
  readonly name?: string | null;
  readonly role?: Role;
  readonly feeds?: readonly string[] | null;
  readonly password?: string;
  readonly disabled?: boolean;
}
