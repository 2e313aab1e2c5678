import { randomBytes } from 'node:crypto';
import { KeyedHash } from './keyed-hash.js';

const SECRET_BYTES = 24;
const SEAL_DIGITS = 16;

/**
 * Random secrets that carry a seal of this server's, so that what was never given out is refused without a look into the database:
 * guessing costs the server a hash and finds nothing.
 */
export class SealedSecrets {
  readonly #seal: KeyedHash;
  readonly #hash: KeyedHash;
  readonly #prefix: string;

  /** @param prefix stands before each secret, with nothing secret in it */
  constructor(secret: string, purpose: string, prefix = '') {
    this.#seal = new KeyedHash(secret, `${purpose} seal`);
    this.#hash = new KeyedHash(secret, `${purpose} hash`);
    this.#prefix = prefix;
  }

  /** A new secret for `id` (12 hex digits). */
  make(id: string): string {
    const body = `${this.#prefix}${id}_${randomBytes(SECRET_BYTES).toString('hex')}`;
    return body + this.#sealOf(body);
  }

  /** The id in a secret that this server made; undefined for anything else. */
  idOf(secret: string): string | undefined {
    if (!secret.startsWith(this.#prefix)) return undefined;
    const rest = secret.slice(this.#prefix.length);
    if (!SHAPE.test(rest)) return undefined;
    const body = secret.slice(0, -SEAL_DIGITS);
    if (!KeyedHash.equal(secret.slice(-SEAL_DIGITS), this.#sealOf(body))) return undefined;
    return rest.slice(0, ID_DIGITS);
  }

  /** What is stored instead of it. */
  hashOf(secret: string): string {
    return this.#hash.of(secret);
  }

  static newId(): string {
    return randomBytes(ID_DIGITS / 2).toString('hex');
  }

  #sealOf(body: string): string {
    return this.#seal.of(body).slice(0, SEAL_DIGITS);
  }
}

const ID_DIGITS = 12;
const SHAPE = new RegExp(`^[0-9a-f]{${ID_DIGITS}}_[0-9a-f]{${SECRET_BYTES * 2 + SEAL_DIGITS}}$`);
