import type { FeedRecord, Health } from '../core/feed/feed.js';
import { healthOf } from '../core/feed/health.js';
import type { JsonObject } from '../core/json/json.js';
import { kindOf } from '../core/kinds/registry.js';

/** Heartbeats that a delayed audience may not know of yet; of more, every other one is forgotten. */
const MAX_PENDING = 64;

/** Whether a feed's source still speaks, as an audience `delaySeconds` behind may know it. Times are milliseconds since 1970. */
export class ChannelHealth {
  #heartbeatAt = 0;
  #pending: number[] = [];
  #told: Health['status'] = 'ok';

  constructor(readonly delaySeconds: number) {}

  heartbeat(at: string): void {
    const time = Date.parse(at);
    if (this.delaySeconds === 0) this.#heartbeatAt = Math.max(this.#heartbeatAt, time);
    else if (time > this.#heartbeatAt && !this.#pending.includes(time)) this.#hold(time);
  }

  current(
    record: FeedRecord,
    head: { readonly state: JsonObject; readonly at: string },
    now: number,
  ): Health {
    const viewed = now - this.delaySeconds * 1000;
    this.#release(viewed);
    const archived = record.archivedAt !== undefined && Date.parse(record.archivedAt) <= viewed;
    return healthOf({
      active: kindOf(record.kind).isActive(head.state),
      lastSignalAt: Math.max(Date.parse(head.at), this.#heartbeatAt),
      expectedIntervalSeconds: archived ? undefined : record.expectedIntervalSeconds,
      now: viewed,
    });
  }

  /** The health if its status is another one than the last told. */
  transition(health: Health): Health | undefined {
    if (health.status === this.#told) return undefined;
    this.#told = health.status;
    return health;
  }

  get told(): Health['status'] {
    return this.#told;
  }

  #hold(time: number): void {
    this.#pending.push(time);
    this.#pending.sort((a, b) => a - b);
    if (this.#pending.length > MAX_PENDING)
      this.#pending = this.#pending.filter((_, index) => index % 2 === 0);
  }

  #release(viewed: number): void {
    while (this.#pending.length > 0 && (this.#pending[0] as number) <= viewed) {
      this.#heartbeatAt = Math.max(this.#heartbeatAt, this.#pending.shift() as number);
    }
  }
}
