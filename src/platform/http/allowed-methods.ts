interface Route {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

/** Which methods the routes have at a path. Paths that end with `*` are pages and files, and not counted. */
export class AllowedMethods {
  readonly #routes = new Map<string, Route>();

  /** @param pattern as it was declared: `/api/v1/feeds/:id` */
  add(methods: string | readonly string[], pattern: string): void {
    if (pattern.includes('*')) return;
    const route = this.#routes.get(pattern) ?? { segments: segmentsOf(pattern), methods: new Set<string>() };
    this.#routes.set(pattern, route);
    for (const method of [methods].flat()) route.methods.add(method);
  }

  /** In the order of the alphabet; empty for a path that no route has. */
  at(path: string): readonly string[] {
    const given = segmentsOf(path);
    const methods = [...this.#routes.values()]
      .filter(({ segments }) => fits(segments, given))
      .flatMap((route) => [...route.methods]);
    return [...new Set(methods)].sort();
  }
}

function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

function fits(pattern: readonly string[], given: readonly string[]): boolean {
  return (
    pattern.length === given.length &&
    pattern.every((segment, at) => (segment.startsWith(':') ? given[at] !== '' : segment === given[at]))
  );
}
