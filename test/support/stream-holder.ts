import type { JsonObject } from '../../src/core/json/json.js';
import { applyPatch } from '../../src/core/json/merge-patch.js';
import type { ServerMessages } from '../../src/core/protocol/messages.js';

/** What a client of event streams holds of each feed. It believes nothing: every message has to fit. */
export class StreamHolder {
  readonly seqs = new Map<string, number>();
  readonly states = new Map<string, JsonObject>();
  snapshots = 0;

  take(event: string, data: unknown): void {
    if (event === 'feed.snapshot') {
      const { feed, seq, state } = data as ServerMessages['feed.snapshot'];
      this.snapshots++;
      this.#hold(feed, seq, state);
    } else if (event === 'feed.events') {
      const { feed, events } = data as ServerMessages['feed.events'];
      for (const { seq, patch, data: sent } of events) {
        const held = this.seqs.get(feed) as number;
        if (seq !== held + 1) throw new Error(`${feed}: ${seq} came behind ${held}`);
        this.#hold(feed, seq, applyPatch(this.states.get(feed) as JsonObject, patch ?? sent));
      }
    } else if (event === 'feed.state') {
      const { feed, fromSeq, seq, patch } = data as ServerMessages['feed.state'];
      if (fromSeq !== this.seqs.get(feed)) throw new Error(`${feed}: a patch from ${fromSeq} did not fit`);
      this.#hold(feed, seq, applyPatch(this.states.get(feed) as JsonObject, patch));
    } else if (event !== 'feed.check') {
      throw new Error(`unexpected ${event}`);
    }
  }

  #hold(feed: string, seq: number, state: JsonObject): void {
    this.seqs.set(feed, seq);
    this.states.set(feed, state);
  }
}
