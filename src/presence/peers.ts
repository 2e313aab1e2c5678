import type { Clock } from '../platform/clock/clock.js';
import type { Announcement } from './announcement.js';
import type { NodeReport } from './node-report.js';
import { PeerViewers } from './peer-viewers.js';

export interface Peer {
  readonly report: NodeReport;
  /** By this node's clock, in milliseconds. */
  readonly heardAt: number;
  readonly viewers: PeerViewers;
}

interface Entry extends Peer {
  readonly instance: string;
}

/** A node that was not heard for so long is forgotten. */
const FORGET_MS = 5000;
const MAX_PEERS = 256;

/** The other nodes, by id, as far as they were heard of lately. What they say is a hint: nothing but the status hangs on it. */
export class Peers {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  /** False when there is no room for one more. */
  hear(told: Announcement): boolean {
    const id = told.type === 'gone' ? told.id : told.node.id;
    const known = this.#entries.get(id);
    const same = known?.instance === told.instance;
    if (told.type === 'gone') {
      if (same) this.#entries.delete(id);
      return true;
    }
    // Of two processes of one id the younger stands: the other is on its way out, or its last words came late.
    if (known && !same && this.#isFresh(known) && told.node.startedAt < known.report.startedAt) return true;
    if (!known) this.#forget();
    if (!known && this.#entries.size >= MAX_PEERS) return false;
    const viewers = known && same ? known.viewers : new PeerViewers();
    viewers.take(told.viewers);
    this.#entries.set(id, { instance: told.instance, report: told.node, heardAt: this.clock.now(), viewers });
    return true;
  }

  list(): readonly Peer[] {
    this.#forget();
    return [...this.#entries.values()];
  }

  #forget(): void {
    for (const [id, entry] of this.#entries) if (!this.#isFresh(entry)) this.#entries.delete(id);
  }

  #isFresh({ heardAt }: Entry): boolean {
    return this.clock.now() - heardAt < FORGET_MS;
  }
}
