import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Hashes secrets of high entropy for storage. Fast is right for them: nobody guesses 192 random bits, and without the server's secret a
 * stolen table does not even tell whether a guess is one.
 */
export class KeyedHash {
  readonly #key: Buffer;

  /** @param purpose keeps what is hashed for one thing from being valid for another */
  constructor(secret: string, purpose: string) {
    this.#key = createHmac('sha256', secret).update(`touchline ${purpose}`).digest();
  }

  /** 64 hex digits. */
  of(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }

  /** Compares in a time that tells nothing of either. */
  static equal(a: string, b: string): boolean {
    const left = Buffer.from(a);
    const right = Buffer.from(b);
    return left.length === right.length && timingSafeEqual(left, right);
  }
}
