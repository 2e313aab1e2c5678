import { randomUUID } from 'node:crypto';
import { SignJWT, jwtVerify, errors } from 'jose';
import type { z } from 'zod';
import type { Access } from '../access/access.js';
import type { Caller, Grant, Somebody, TokenCaller } from '../access/caller.js';
import type { CredentialSource } from '../access/credentials.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import { ACCESS_LIMITS, type newTokenBody } from '../core/protocol/access.js';
import { AppError } from '../core/protocol/errors.js';
import { patternWithin } from '../core/protocol/permissions.js';
import type { Clock } from '../platform/clock/clock.js';
import { arePatterns, TOKEN_SHAPE } from './token-shape.js';

export interface Minted {
  readonly token: string;
  readonly expiresAt: string;
}

const ISSUER = 'touchline';
const AUDIENCE = 'touchline:live';
const ALGORITHM = 'HS256';

/** What a token says beside the registered claims. */
interface Claims {
  readonly feeds?: unknown;
  /** What it dies with: its minter, at that version. */
  readonly by?: unknown;
  readonly ver?: unknown;
}

/** The short-lived tokens of spectators: signed, not stored, so that any node verifies them without the database. */
export class Tokens implements CredentialSource {
  readonly #access: Access;
  readonly #audit: Audit;
  readonly #clock: Clock;
  readonly #key: Uint8Array;

  constructor(access: Access, audit: Audit, clock: Clock, secret: string) {
    this.#access = access;
    this.#audit = audit;
    this.#clock = clock;
    this.#key = new TextEncoder().encode(secret);
  }

  /** Grants no more than the minter has: neither other feeds, nor for longer than its own key lives. */
  async mint(from: Caller, body: z.infer<typeof newTokenBody>): Promise<Minted> {
    const minter = this.#access.demandAnyone(from);
    if (body.feeds.some((pattern) => !patternWithin(pattern, minter.feeds)))
      throw new AppError(
        'forbidden',
        'feeds: nobody can grant more than they have. Your own patterns do not cover all of them.',
      );
    const now = this.#clock.now() / 1000;
    const end = Math.min(
      Math.ceil(now) + body.expiresInSeconds,
      Math.floor((boundOf(minter) ?? Infinity) / 1000),
    );
    const grant = grantOf(minter);
    const id = randomUUID();
    const token = await new SignJWT({ feeds: body.feeds, by: grant.subject, ver: grant.version })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(id)
      .setIssuedAt(Math.floor(now))
      .setExpirationTime(end)
      .setSubject(body.subject ?? 'spectator')
      .sign(this.#key);
    const expiresAt = new Date(end * 1000).toISOString();
    this.#audit.note({
      ...doerOf(from),
      action: 'token.mint',
      target: `token:${id}`,
      after: {
        feeds: body.feeds,
        expiresAt,
        ...(body.subject === undefined ? {} : { subject: body.subject }),
      },
    });
    return { token, expiresAt };
  }

  accepts(credential: string): boolean {
    return TOKEN_SHAPE.test(credential);
  }

  /** Whatever its header says, a token is only ever tried as ours: this key, this algorithm. */
  async authenticate(credential: string): Promise<TokenCaller | undefined> {
    try {
      const { payload } = await jwtVerify<Claims>(credential, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'jti', 'sub'],
        maxTokenAge: ACCESS_LIMITS.tokenSeconds,
        currentDate: new Date(this.#clock.now()),
      });
      const { feeds, by, ver, jti, sub, exp } = payload;
      if (!arePatterns(feeds) || typeof by !== 'string' || typeof ver !== 'number') return undefined;
      return {
        kind: 'token',
        id: jti as string,
        subject: sub as string,
        scopes: new Set(['feeds:read'] as const),
        feeds,
        expiresAtMs: (exp as number) * 1000,
        grants: [{ subject: by, version: ver }],
      };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

/** A person may do it again in the next session; a key ends for good. */
function boundOf(minter: Somebody): number | undefined {
  return minter.kind === 'person' ? undefined : minter.expiresAtMs;
}

/** The first grant is the key or the person itself. The key of the configuration can't be revoked. */
function grantOf(minter: Somebody): Grant {
  return minter.grants?.[0] ?? { subject: `key:${minter.id}`, version: 1 };
}
