import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Revocations } from './revocations.js';

const MAX_ENTRIES = 20_000;
/** Revocations end an entry at once; this bounds what a lost one could do. */
const LIFE_MS = 30_000;

interface Known<T extends object> {
  readonly value: T;
  readonly subject: string;
}

/**
 * What credentials were found to be, so that the database is asked once and not at each request. Callers that ask for one credential at
 * the same time share one look. What is not valid is not kept. Holds digests, no credentials.
 */
export class CredentialCache<T extends object> {
  readonly #known: LRUCache<string, Known<T>>;
  readonly #looking = new Map<string, Promise<T | undefined>>();
  readonly #subjectOf: (value: T) => string;
  /** Counts revocations: what was looked up before one is not kept behind it. */
  #generation = 0;

  /** @param subjectOf whose revocation ends an entry */
  constructor(revocations: Revocations, subjectOf: (value: T) => string) {
    this.#known = new LRUCache({ max: MAX_ENTRIES, ttl: LIFE_MS });
    this.#subjectOf = subjectOf;
    revocations.onRevoked((subject) => this.#drop(subject));
  }

  get(credential: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const key = createHash('sha256').update(credential).digest('base64');
    const known = this.#known.get(key);
    if (known) return Promise.resolve(known.value);
    const running = this.#looking.get(key);
    if (running) return running;
    const looking = this.#look(key, look).finally(() => this.#looking.delete(key));
    this.#looking.set(key, looking);
    return looking;
  }

  async #look(key: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const generation = this.#generation;
    const value = await look();
    if (value && generation === this.#generation)
      this.#known.set(key, { value, subject: this.#subjectOf(value) });
    return value;
  }

  #drop(subject: string): void {
    this.#generation++;
    for (const [key, known] of this.#known.entries()) if (known.subject === subject) this.#known.delete(key);
  }
}
