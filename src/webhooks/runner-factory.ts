import { Courier, type CourierParts } from './courier.js';
import type { CursorStore } from './cursor-store.js';
import { CursorWriter } from './cursor-writer.js';
import type { HeldWebhook } from './held-webhook.js';
import { PageSource } from './page-source.js';
import { Runner, type RunnerEvents } from './runner.js';
import { Slots } from './slots.js';
import { TypeFilter } from './type-filter.js';
import type { EventLog } from '../event-log/event-log.js';

export interface RunnerFactoryParts extends Pick<
  CourierParts,
  'access' | 'clock' | 'sender' | 'retry' | 'random' | 'metrics'
> {
  readonly log: EventLog;
  readonly cursors: CursorStore;
  /** Of the leases. */
  readonly owner: string;
}

const PARALLEL = 8;
const SOUND_SLOTS = 64;
const FAILING_SLOTS = 16;

/** Makes runners that share the places of this node. */
export class RunnerFactory {
  readonly slots = { sound: new Slots(SOUND_SLOTS), failing: new Slots(FAILING_SLOTS) };
  readonly #parts: RunnerFactoryParts;

  constructor(parts: RunnerFactoryParts) {
    this.#parts = parts;
  }

  /** @param maySend whether the lease outlasts one more message */
  make(webhook: HeldWebhook, maySend: () => boolean, events: RunnerEvents): Runner {
    const { log, cursors, owner, ...parts } = this.#parts;
    const { clock, random } = parts;
    const source = new PageSource(log, parts.access);
    const courier = new Courier(webhook, {
      ...parts,
      source,
      filter: new TypeFilter(log),
      writer: new CursorWriter(cursors, { id: webhook.id, token: webhook.token, owner }),
      maySend,
    });
    const forget = (feed: string): void => source.forget(feed);
    return new Runner(
      webhook,
      { clock, courier, slots: this.slots, parallel: PARALLEL, random, forget },
      events,
    );
  }
}
