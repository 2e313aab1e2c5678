import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { JsonObject } from '../../src/core/json/json.js';
import type {
  FeedAnswer,
  FeedRequest,
  MessageError,
  ServerMessageName,
  ServerMessages,
  SubscribeAnswer,
  SubscribeRequest,
} from '../../src/core/protocol/messages.js';
import type { Frame } from '../../src/delivery/frame.js';
import { Hub } from '../../src/delivery/hub.js';
import type { HubOptions } from '../../src/delivery/options.js';
import type { Refused, Session, ViewOf } from '../../src/delivery/session.js';
import { Sink } from '../../src/delivery/sink.js';
import type { NewFeed } from '../../src/event-log/event-log.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { ManualClock } from '../../src/platform/clock/manual-clock.js';
import { FairTurns } from '../../src/platform/turns/fair-turns.js';
import { customFeed } from './custom-feed.js';
import { FaultyRelay } from './faulty-relay.js';

/** Everything that microtasks do on their own is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type Message = {
  [Name in ServerMessageName]: { readonly name: Name; readonly payload: ServerMessages[Name] };
}[ServerMessageName];

/** Keeps what it is sent. It is busy and congested when a test says so. */
export class TestSink extends Sink {
  readonly messages: Message[] = [];
  readonly frames: Frame[] = [];
  ended: MessageError | undefined;
  onMessage: (message: Message) => void = () => undefined;
  /** What a test says that it has not sent. */
  unsentBytes = 0;
  #busy = false;
  #congested = false;
  #drained: (() => void)[] = [];

  constructor(readonly id = 'sink') {
    super();
  }

  send(frame: Frame): void {
    if (this.ended) return;
    // What a client sees went through JSON.
    const message = { name: frame.name, payload: JSON.parse(frame.json) as unknown } as Message;
    this.frames.push(frame);
    this.messages.push(message);
    this.onMessage(message);
  }

  get congested(): boolean {
    return this.#congested;
  }

  get busy(): boolean {
    return this.#busy || this.#congested;
  }

  onceDrained(listener: () => void): void {
    if (this.busy) this.#drained.push(listener);
    else listener();
  }

  end(error: MessageError): void {
    this.ended = error;
    this.#drained = [];
  }

  occupy(): void {
    this.#busy = true;
  }

  congest(): void {
    this.#congested = true;
  }

  drain(): void {
    this.#busy = false;
    this.#congested = false;
    for (const listener of this.#drained.splice(0)) listener();
  }

  of<Name extends ServerMessageName>(name: Name): ServerMessages[Name][] {
    return this.messages.flatMap((message) =>
      message.name === name ? [message.payload as ServerMessages[Name]] : [],
    );
  }

  /** The seqs of `feed.events`, in the order of their arrival. */
  seqs(feed: string): number[] {
    return this.of('feed.events').flatMap((message) =>
      message.feed === feed ? message.events.map((event) => event.seq) : [],
    );
  }

  clear(): void {
    this.messages.length = 0;
    this.frames.length = 0;
  }
}

/** Anonymous: what the public may see. */
export const publicView: ViewOf = (delaySeconds) => (delaySeconds === null ? undefined : { delaySeconds });
/** Somebody with live access to everything. */
export const liveView: ViewOf = () => ({ delaySeconds: 0 });

export class TestClient {
  readonly sink: TestSink;
  readonly session: Session;

  constructor(
    hub: Hub,
    readonly viewOf: ViewOf = publicView,
  ) {
    this.sink = new TestSink();
    this.session = hub.open(this.sink);
  }

  async call(request: Partial<SubscribeRequest>): Promise<SubscribeAnswer | Refused> {
    let answered: SubscribeAnswer | Refused | undefined;
    const served = this.session.subscribe({ feeds: [], tags: [], ...request }, this.viewOf, (answer) => {
      answered = JSON.parse(JSON.stringify(answer)) as typeof answered;
    });
    await Promise.race([served, settled().then(settled)]);
    if (!answered) throw new Error('the call was not answered');
    return answered;
  }

  /** Subscribes to one feed; the answer must be no refusal. */
  async subscribe(id: string, request: Partial<FeedRequest> = {}): Promise<FeedAnswer> {
    const answer = await this.call({ feeds: [{ id, contract: 'every', ...request }] });
    const first = 'feeds' in answer ? answer.feeds[0] : undefined;
    if (!first || 'error' in first) throw new Error(`refused: ${JSON.stringify(answer)}`);
    return first;
  }
}

/** A log, one relay and any number of nodes, all on one clock that a test moves. */
export class DeliveryWorld {
  readonly clock = new ManualClock();
  readonly log = new MemoryEventLog({ clock: this.clock });
  readonly relay: FaultyRelay;
  readonly registries: Registry[] = [];
  readonly hubs: Hub[] = [];

  constructor(random: () => number = () => 0) {
    this.relay = new FaultyRelay({ clock: this.clock, random });
    this.log.onCommitted((message) => this.relay.publish(message));
  }

  node(options: Partial<HubOptions> = {}): Hub {
    const registry = new Registry();
    const { log, relay, clock } = this;
    // Tests count turns of their own.
    const turns = new FairTurns({ perTurn: 1_000_000, maxWaiting: 0 });
    const hub = new Hub({ log, relay, clock, registry, logger: pino({ level: 'silent' }), turns, options });
    this.registries.push(registry);
    this.hubs.push(hub);
    return hub;
  }

  async createFeed(id: string, given: Partial<NewFeed> = {}): Promise<void> {
    await this.log.createFeed(customFeed(id, given));
  }

  async publish(feed: string, data: JsonObject, type = 'set'): Promise<number> {
    const outcome = await this.log.append({ feed, operation: { op: 'publish', type, data }, actor: 'test' });
    if (outcome.status === 'held') throw new Error('the feed holds updates back');
    return outcome.event.seq;
  }

  /** Lets time pass in steps, and whatever follows from it. */
  async pass(ms: number, stepMs = 10): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.clock.advance(Math.min(stepMs, left));
      await settled();
    }
  }

  /** The value of one metric of a node, summed over its labels. */
  async metric(name: string, node = 0): Promise<number> {
    const registry = this.registries[node];
    const full = `touchline_delivery_${name}`;
    const metric = await (
      registry?.getSingleMetric(full) ?? registry?.getSingleMetric(`${full}_total`)
    )?.get();
    if (!metric) throw new Error(`there is no metric ${name}`);
    return metric.values.reduce((sum, { value }) => sum + value, 0);
  }

  async close(): Promise<void> {
    for (const hub of this.hubs) await hub.close();
  }
}
