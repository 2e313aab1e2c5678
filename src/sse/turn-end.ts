export interface Flushing {
  flush(): void;
}

/** Calls back at the end of this turn of the event loop, so that what one stream is sent in it leaves in one write. */
export class TurnEnd {
  #waiting: Flushing[] = [];

  /** Once a turn for each member. */
  enlist(member: Flushing): void {
    if (this.#waiting.push(member) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const members = this.#waiting;
    this.#waiting = [];
    for (const member of members) member.flush();
  }
}
