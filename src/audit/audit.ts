/** Whoever did it, as `access` describes callers. */
export interface Doer {
  /** `user:…`, `key:…`, `anonymous`, `system`. */
  readonly actor: string;
  readonly actorName?: string;
  readonly address?: string;
}

/** One deed. Never holds a password, key, token or secret. */
export interface Deed extends Doer {
  /** Such as `feed.change`. */
  readonly action: string;
  /** What it was done to, such as `feed:a` or `user:7`. */
  readonly target?: string;
  readonly feed?: string;
  readonly before?: object;
  readonly after?: object;
}

/** Events that were published; the log itself keeps each one's actor, so they are summed up here. */
export interface Publication extends Doer {
  readonly feed: string;
  readonly seq: number;
}

/**
 * Takes down who did what. Append-only.
 *
 * `write` resolves when the deed stands; it may follow what it tells of, which is then done already, so a deed that can't be written
 * now is kept and written later instead of failing its request. `note` and `published` wait for nobody.
 */
export abstract class Audit {
  abstract write(deed: Deed): Promise<void>;
  abstract note(deed: Deed): void;
  abstract published(publication: Publication): void;
}
