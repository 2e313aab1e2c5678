import { EveryRoom } from './every-room.js';
import type { FeedChannel } from './feed-channel.js';
import { LatestRoom, type LatestContext } from './latest-room.js';

interface Rooms {
  every: EveryRoom | undefined;
  readonly latest: Map<number, LatestRoom>;
}

/** The delivery classes of every channel. A room lives as long as it has members; whoever asks for one adds a member in the same turn. */
export class RoomRegistry {
  readonly #rooms = new WeakMap<FeedChannel, Rooms>();

  constructor(readonly context: LatestContext) {}

  every(channel: FeedChannel): EveryRoom {
    const rooms = this.#of(channel);
    if (rooms.every) return rooms.every;
    const room = new EveryRoom(channel, this.context, () => {
      rooms.every = undefined;
      channel.unobserve(room);
      this.context.checks.forget(room);
      this.context.metrics.rooms.dec({ class: 'every' });
    });
    rooms.every = room;
    channel.observe(room);
    this.context.metrics.rooms.inc({ class: 'every' });
    return room;
  }

  latest(channel: FeedChannel, rateHz: number): LatestRoom {
    const rooms = this.#of(channel);
    const existing = rooms.latest.get(rateHz);
    if (existing) return existing;
    const room = new LatestRoom(channel, rateHz, this.context, () => {
      rooms.latest.delete(rateHz);
      channel.unobserve(room);
      this.context.metrics.rooms.dec({ class: 'latest' });
    });
    rooms.latest.set(rateHz, room);
    channel.observe(room);
    this.context.metrics.rooms.inc({ class: 'latest' });
    return room;
  }

  #of(channel: FeedChannel): Rooms {
    let rooms = this.#rooms.get(channel);
    if (!rooms) this.#rooms.set(channel, (rooms = { every: undefined, latest: new Map() }));
    return rooms;
  }
}
