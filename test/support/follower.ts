import { io, type Socket } from 'socket.io-client';
import { checksum } from '../../src/core/json/checksum.js';
import type { JsonObject } from '../../src/core/json/json.js';
import { applyPatch } from '../../src/core/json/merge-patch.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import type {
  Contract,
  FeedAnswer,
  FeedRefusal,
  ServerMessages,
  SubscribeAnswer,
} from '../../src/core/protocol/messages.js';

/**
 * A client of docs/protocol.md that follows one feed for as long as the test lasts: it keeps the state, comes back by itself, and resumes
 * from its position. What breaks the rules is told in `faults`.
 */
export class Follower implements Disposable {
  readonly faults: string[] = [];
  /** Why it had to replace what it held; `answer` when a resume was not recovered. */
  readonly resets: string[] = [];
  /** Received since the last reset, by seq. */
  readonly events = new Map<number, StreamedEvent>();
  connections = 0;
  epoch = '';
  seq = 0;
  state: JsonObject = {};
  readonly #socket: Socket;

  constructor(
    url: string,
    readonly feed: string,
    readonly contract: Contract,
  ) {
    const delays = { reconnectionDelay: 50, reconnectionDelayMax: 200 };
    this.#socket = io(url, { forceNew: true, transports: ['websocket'], ...delays });
    this.#socket.on('connect', () => void this.#subscribe());
    this.#on('feed.events', ({ events }) => {
      for (const event of events) this.#take(event);
    });
    this.#on('feed.state', ({ fromSeq, seq, patch }) => {
      if (fromSeq !== this.seq) this.faults.push(`a patch from ${fromSeq} reached ${this.seq}`);
      this.state = applyPatch(this.state, patch);
      this.seq = seq;
    });
    this.#on('feed.snapshot', (snapshot) => this.#replace(snapshot.reason, snapshot));
    this.#on('feed.check', (check) => {
      if (check.seq === this.seq && check.checksum !== this.checksum)
        this.faults.push(`checksum at ${check.seq}`);
    });
  }

  get checksum(): string {
    return checksum(this.state);
  }

  /** Away until `comeBack`, with what it holds. */
  leave(): void {
    this.#socket.disconnect();
  }

  comeBack(): void {
    this.#socket.connect();
  }

  [Symbol.dispose](): void {
    this.leave();
  }

  #on<Name extends keyof ServerMessages>(
    name: Name,
    listener: (message: ServerMessages[Name]) => void,
  ): void {
    this.#socket.on(name as string, (message: ServerMessages[Name] & { readonly feed?: string }) => {
      if (message.feed === this.feed) listener(message);
    });
  }

  async #subscribe(): Promise<void> {
    const position = this.connections === 0 ? {} : { position: { epoch: this.epoch, seq: this.seq } };
    const request = { feeds: [{ id: this.feed, contract: this.contract, ...position }] };
    const answer = await new Promise<SubscribeAnswer>((resolve) => {
      this.#socket.emit('subscribe', request, (given: SubscribeAnswer) => {
        // In the turn of the answer: what comes next belongs behind it.
        this.#answered(given.feeds?.[0]);
        resolve(given);
      });
    });
    if (!answer.feeds) this.faults.push(JSON.stringify(answer));
  }

  #answered(answer: FeedAnswer | FeedRefusal | undefined): void {
    if (!answer || 'error' in answer) {
      // Such as a database that is not back yet: as a client does, come again.
      setTimeout(() => void (this.#socket.connected && this.#subscribe()), 200).unref();
      return;
    }
    this.connections++;
    if (answer.snapshot) {
      if (this.connections === 1) this.#set(answer.epoch, answer.seq, answer.snapshot.state);
      else this.#replace(answer.recovered ? 'recovered' : 'answer', { ...answer, ...answer.snapshot });
      return;
    }
    if (!answer.recovered || answer.epoch !== this.epoch) this.faults.push('an answer without snapshot');
    for (const event of answer.events ?? []) this.#take(event);
  }

  #replace(
    reason: string,
    { epoch, seq, state }: { readonly epoch: string; readonly seq: number; readonly state: JsonObject },
  ): void {
    this.resets.push(reason);
    this.#set(epoch, seq, state);
  }

  #set(epoch: string, seq: number, state: JsonObject): void {
    this.events.clear();
    Object.assign(this, { epoch, seq, state });
  }

  #take(event: StreamedEvent): void {
    if (event.seq !== this.seq + 1) this.faults.push(`${event.seq} followed ${this.seq}`);
    this.events.set(event.seq, event);
    this.state = applyPatch(this.state, event.patch ?? event.data);
    this.seq = event.seq;
  }
}
