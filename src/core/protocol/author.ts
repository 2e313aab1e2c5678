/** Who published an event. */
export interface Author {
  /** A person who signed in, a program's key, or the server itself. */
  readonly kind: 'person' | 'key' | 'system';
  /** How people know them; absent when nobody does. */
  readonly name?: string;
}

/** The authors of a run of events. Only for those who may publish on that feed. */
export interface AuthorList {
  readonly feed: string;
  readonly epoch: string;
  /** In the caller's view. */
  readonly head: number;
  /** Ascending, without a gap. `author` is a key of `authors`. */
  readonly events: readonly { readonly seq: number; readonly author: string }[];
  readonly authors: Readonly<Record<string, Author>>;
}
