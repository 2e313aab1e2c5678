import type { Grant } from './caller.js';

interface Revoked {
  /** Versions below this are dead. */
  below: number;
  /** When this node learnt of it, milliseconds. */
  at: number;
}

type Listener = () => void;

/**
 * What this node knows to be revoked, and who wants to hear of it.
 *
 * Invariant: of one subject the highest version stands, so that it does not matter in which order, or how often, it is told.
 */
export class Revocations {
  readonly #revoked = new Map<string, Revoked>();
  readonly #watchers = new Map<string, Map<Listener, number>>();
  readonly #listeners = new Set<(subject: string) => void>();

  /** @param below versions of the subject below this are dead @param at milliseconds */
  revoke(subject: string, below: number, at: number): void {
    const known = this.#revoked.get(subject);
    if (known && known.below >= below) return;
    this.#revoked.set(subject, { below, at });
    for (const listener of this.#listeners) listener(subject);
    for (const [listener, version] of [...(this.#watchers.get(subject) ?? [])]) {
      if (version < below) listener();
    }
  }

  isRevoked(grants: readonly Grant[] | undefined): boolean {
    if (this.#revoked.size === 0 || grants === undefined) return false;
    return grants.some(({ subject, version }) => version < (this.#revoked.get(subject)?.below ?? 0));
  }

  /** Told of every revocation, for caches. */
  onRevoked(listener: (subject: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Calls back once one of the grants is revoked; at once, before it returns, if one is already. Returns what stops watching. */
  watch(grants: readonly Grant[] | undefined, listener: Listener): () => void {
    if (grants === undefined) return () => undefined;
    if (this.isRevoked(grants)) {
      listener();
      return () => undefined;
    }
    const once = (): void => {
      stop();
      listener();
    };
    const stop = (): void => {
      for (const { subject } of grants) {
        const watching = this.#watchers.get(subject);
        watching?.delete(once);
        if (watching?.size === 0) this.#watchers.delete(subject);
      }
    };
    for (const { subject, version } of grants) {
      const watching = this.#watchers.get(subject) ?? new Map<Listener, number>();
      this.#watchers.set(subject, watching.set(once, version));
    }
    return stop;
  }

  /** Forgets what was revoked before `at` of subjects that begin with `prefix`. */
  forget(prefix: string, at: number): void {
    for (const [subject, revoked] of this.#revoked) {
      if (revoked.at < at && subject.startsWith(prefix)) this.#revoked.delete(subject);
    }
  }

  get size(): number {
    return this.#revoked.size;
  }

  get watched(): number {
    return this.#watchers.size;
  }
}
