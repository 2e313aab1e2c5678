/** Finds how people know some of those with these ids, also those that may do nothing any more. */
export type FindNames = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** How people know whoever did something: rooms that keep callers tell what they are called. */
export class ActorNames {
  readonly #given: ReadonlyMap<string, string>;
  readonly #sources = new Map<string, FindNames>();

  /** @param given names by actor that no room keeps */
  constructor(given: ReadonlyMap<string, string> = new Map()) {
    this.#given = given;
  }

  /** For actors of the form `kind:id`. */
  tell(kind: 'key' | 'user', find: FindNames): void {
    this.#sources.set(kind, find);
  }

  /** By actor, see `actorOf`. Whoever has no name is absent. Rejects with `unavailable` when that can't be found out now. */
  async of(actors: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    const wanted = new Map<string, string[]>();
    for (const actor of new Set(actors)) {
      const given = this.#given.get(actor);
      const [kind = '', ...id] = actor.split(':');
      if (given !== undefined) names.set(actor, given);
      else if (this.#sources.has(kind)) wanted.set(kind, [...(wanted.get(kind) ?? []), id.join(':')]);
    }
    for (const [kind, ids] of wanted) {
      const found = await this.#sources.get(kind)?.(ids);
      for (const [id, name] of found ?? []) names.set(`${kind}:${id}`, name);
    }
    return names;
  }
}
