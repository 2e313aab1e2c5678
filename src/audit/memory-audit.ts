import { Audit, type Deed, type Publication } from './audit.js';

/** Most deeds that are kept. */
const MAX_DEEDS = 10_000;

/** Keeps the newest deeds of this process, for what runs without a database. */
export class MemoryAudit extends Audit {
  readonly #deeds: Deed[] = [];

  get deeds(): readonly Deed[] {
    return this.#deeds;
  }

  write(deed: Deed): Promise<void> {
    this.note(deed);
    return Promise.resolve();
  }

  note(deed: Deed): void {
    this.#deeds.push(deed);
    if (this.#deeds.length > MAX_DEEDS) this.#deeds.shift();
  }

  published({ seq, ...publication }: Publication): void {
    this.note({ ...publication, action: 'event.publish', after: { seq } });
  }
}
