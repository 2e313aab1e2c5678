import type { Scope } from '../../../../../src/core/protocol/permissions.js';

/** A key as REST shows it. Times are ISO 8601. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** What the key begins with. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** Absent: every feed. */
  readonly feeds?: readonly string[];
  /** Absent: as many as it likes. */
  readonly rateLimitPerSecond?: number;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly lastUsedAt?: string;
  readonly rotatedAt?: string;
  /** Until when the key before this one is valid too. */
  readonly previousKeyUntil?: string;
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly feeds?: readonly string[];
  readonly expiresAt?: string;
  readonly rateLimitPerSecond?: number;
}

/** With the key itself, which no other answer holds. */
export interface CreatedApiKey extends ApiKey {
  readonly key: string;
}
