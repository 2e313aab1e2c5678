import type { Deed, Publication } from './audit.js';

interface Run {
  readonly doer: Omit<Publication, 'seq'>;
  count: number;
  firstSeq: number;
  lastSeq: number;
}

/** Sums up publications by actor, feed and address, so that a market costs the audit a row now and then, not one an event. */
export class Publications {
  readonly #runs = new Map<string, Run>();

  add({ seq, ...doer }: Publication): void {
    const key = `${doer.actor}\n${doer.feed}\n${doer.address ?? ''}`;
    const run = this.#runs.get(key);
    if (!run) {
      this.#runs.set(key, { doer, count: 1, firstSeq: seq, lastSeq: seq });
      return;
    }
    run.count++;
    run.firstSeq = Math.min(run.firstSeq, seq);
    run.lastSeq = Math.max(run.lastSeq, seq);
  }

  get size(): number {
    return this.#runs.size;
  }

  /** What was added since the last call. */
  take(): readonly Deed[] {
    const deeds = [...this.#runs.values()].map(({ doer, count, firstSeq, lastSeq }) => ({
      ...doer,
      action: 'event.publish',
      target: `feed:${doer.feed}`,
      after: { events: count, firstSeq, lastSeq },
    }));
    this.#runs.clear();
    return deeds;
  }
}
