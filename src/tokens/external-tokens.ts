import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { TokenCaller } from '../access/caller.js';
import type { CredentialSource } from '../access/credentials.js';
import { AppError } from '../core/protocol/errors.js';
import type { Clock } from '../platform/clock/clock.js';
import { arePatterns, TOKEN_SHAPE } from './token-shape.js';

export interface ExternalIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

/** Public keys only: a secret that both sides know would let whoever verifies also mint. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
const FETCH_MS = 3000;
/** Between two fetches for a key id that is not known, so that made-up ids cost the issuer nothing. */
const COOLDOWN_MS = 30_000;
const KEYS_AGE_MS = 600_000;
const SKEW_SECONDS = 5;

/** Spectators' tokens of one other issuer, whose public keys are fetched from its JWKS. What they see is their claim `feeds`. */
export class ExternalTokens implements CredentialSource {
  readonly #issuer: ExternalIssuer;
  readonly #clock: Clock;
  readonly #keys: JWTVerifyGetKey;

  constructor(issuer: ExternalIssuer, clock: Clock) {
    this.#issuer = issuer;
    this.#clock = clock;
    this.#keys = createRemoteJWKSet(new URL(issuer.jwksUrl), {
      timeoutDuration: FETCH_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: KEYS_AGE_MS,
    });
  }

  accepts(credential: string): boolean {
    if (!TOKEN_SHAPE.test(credential)) return false;
    try {
      return decodeJwt(credential).iss === this.#issuer.issuer;
    } catch {
      // Not even JSON: nobody's.
      return false;
    }
  }

  async authenticate(credential: string): Promise<TokenCaller | undefined> {
    const payload = await this.#verified(credential);
    if (!payload || !arePatterns(payload['feeds'])) return undefined;
    const { sub, exp, jti } = payload;
    return {
      kind: 'token',
      id: jti ?? (sub as string),
      subject: sub as string,
      scopes: new Set(['feeds:read'] as const),
      feeds: payload['feeds'],
      expiresAtMs: (exp as number) * 1000,
    };
  }

  async #verified(credential: string) {
    const { issuer, audience } = this.#issuer;
    try {
      const { payload } = await jwtVerify(credential, this.#keys, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(this.#clock.now()),
      });
      return payload;
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw new AppError('unavailable', 'The keys of the token’s issuer cannot be fetched now. Try again.', {
        cause: error,
        retryAfterSeconds: 5,
      });
    }
  }
}

/** Everything else is a fault of the way to the issuer, which says nothing of the token. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  return !(
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}
