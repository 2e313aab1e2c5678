/**
 * What the guard knows of the processes that it would have to end. Lines: `+ <group> <folder>` a process group runs,
 * `- <group>` it has ended, `folder <path>` is to be removed at the end.
 */
export class GuardBook {
  readonly #groups = new Map<number, string>();
  #folder: string | undefined;

  get groups(): ReadonlyMap<number, string> {
    return this.#groups;
  }

  get folder(): string | undefined {
    return this.#folder;
  }

  /** Takes a line in; one that is cut off in the middle is none. */
  note(line: string): void {
    const added = /^\+ (\d+) (\/.+)$/.exec(line);
    const removed = /^- (\d+)$/.exec(line);
    const folder = /^folder (\/.+)$/.exec(line);
    if (added?.[2]) this.#groups.set(Number(added[1]), added[2]);
    else if (removed) this.#groups.delete(Number(removed[1]));
    else if (folder) this.#folder = folder[1];
  }

  /** The lines that make another book equal to this one. */
  lines(): string[] {
    const groups = [...this.#groups].map(([group, folder]) => `+ ${group} ${folder}`);
    return this.#folder === undefined ? groups : [...groups, `folder ${this.#folder}`];
  }
}
