import { checksum } from '../../src/core/json/checksum.js';
import type { JsonObject } from '../../src/core/json/json.js';
import { applyPatch } from '../../src/core/json/merge-patch.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import type {
  Contract,
  FeedAnswer,
  MessageError,
  ServerMessages,
  SubscribeAnswer,
  TagFeedChange,
} from '../../src/core/protocol/messages.js';
import type { Hub } from '../../src/delivery/hub.js';
import type { Session } from '../../src/delivery/session.js';
import {
  DeliveryWorld,
  publicView,
  seededRandom,
  settled,
  TestSink,
  type Message,
} from '../support/delivery-world.js';

/**
 * Publishers, a faulty relay, and subscribers of both contracts that come and go on random nodes and resume by position. Whatever the
 * interleaving: who follows every event has exactly the log, who follows the state has the log's state. A failure names its seed.
 */
const SEEDS = 150;
const STEPS = 120;
const FEEDS = ['a', 'b', 'c'];
/** The public sees `c` this much later. */
const DELAY_SECONDS: Readonly<Record<string, number>> = { c: 1 };

/** What has to happen somewhere in all the runs, or they prove nothing. */
const EXERCISED = [
  'gaps',
  'gap_reads',
  'duplicates',
  'head_check_repairs',
  'catch_up_reads',
  'slow_consumers',
  'reorder_overflows',
  'log_failures',
];
const exercised = new Map<string, number>();
function add(name: string, count: number): void {
  exercised.set(name, (exercised.get(name) ?? 0) + count);
}

/** A client that believes nothing: each message has to fit what it holds. */
class Follower {
  readonly held = new Map<string, { epoch: string; seq: number; state: JsonObject }>();
  readonly log = new Map<string, number[]>();
  readonly #tag: string | undefined;
  #session: Session | undefined;
  sink = new TestSink();
  readonly violations: string[] = [];
  checks = 0;
  resumes = 0;

  constructor(
    readonly name: string,
    readonly contract: Contract,
    readonly now: () => number,
    tag: string | undefined,
  ) {
    this.#tag = tag;
  }

  get connected(): boolean {
    return this.#session !== undefined;
  }

  connect(hub: Hub, random: () => number): void {
    const sink = new TestSink(this.name);
    this.sink = sink;
    sink.onMessage = (message) => this.#guard(() => this.#onMessage(message));
    this.#session = hub.open(sink);
    const maxRateHz = random() < 0.5 ? 20 : 5;
    const positions = Object.fromEntries(
      [...this.held].map(([feed, { epoch, seq }]) => [feed, { epoch, seq }]),
    );
    const ids = FEEDS.filter(() => this.#tag === undefined);
    const feeds = ids.map((id) => {
      const position = positions[id];
      return { id, contract: this.contract, maxRateHz, ...(position ? { position } : {}) };
    });
    const tags = this.#tag === undefined ? [] : [{ tag: this.#tag, maxRateHz, positions }];
    const session = this.#session;
    void session.subscribe({ feeds, tags }, publicView, (answer) => {
      this.#guard(() => {
        if (session !== this.#session) throw new Error(`${this.name}: answered after it left`);
        if (!('feeds' in answer)) throw new Error(`${this.name}: ${JSON.stringify(answer)}`);
        this.#onAnswer(JSON.parse(JSON.stringify(answer)) as SubscribeAnswer);
      });
    });
  }

  disconnect(): void {
    this.sink.onMessage = () => void this.violations.push(`${this.name}: a message after the end`);
    this.#session?.close();
    this.#session = undefined;
  }

  /** What is wrong is kept, so that no handler on the way can swallow it. */
  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.violations.push(String(error));
    }
  }

  #onAnswer(answer: SubscribeAnswer): void {
    for (const feed of answer.feeds) {
      if ('error' in feed) this.#onRefusal(feed.error);
      else this.#onFeed(feed);
    }
    for (const tag of answer.tags ?? []) {
      if ('error' in tag) {
        this.#onRefusal(tag.error);
        continue;
      }
      for (const { feed, epoch, seq, snapshot } of tag.feeds) {
        if (snapshot) this.#replace(feed, { epoch, seq, state: snapshot.state }, snapshot.checksum);
        else this.#mustBeAt(feed, seq);
      }
    }
  }

  /** While the log is away a node may say so; the client leaves and comes again. */
  #onRefusal(error: MessageError): void {
    if (!error.retryable) throw new Error(`${this.name}: ${JSON.stringify(error)}`);
    this.disconnect();
  }

  #onFeed({ id, epoch, seq, snapshot, events, recovered }: FeedAnswer): void {
    if (snapshot) {
      const before = this.held.get(id);
      if (this.contract === 'every' && before && before.epoch === epoch) {
        throw new Error(`${this.name}: ${id} was not recovered from ${before.seq}`);
      }
      this.#replace(id, { epoch, seq, state: snapshot.state }, snapshot.checksum);
      this.log.set(id, []);
      for (let known = 1; known <= seq; known++) this.log.get(id)?.push(known);
      return;
    }
    if (!recovered) throw new Error(`${this.name}: neither recovered nor a snapshot`);
    this.resumes++;
    this.#take(id, events ?? []);
    this.#mustBeAt(id, seq);
  }

  #onMessage(message: Message): void {
    const { name, payload } = message;
    if (name === 'feed.events') this.#take(payload.feed, payload.events);
    else if (name === 'feed.state') this.#patch(payload);
    else if (name === 'feed.check') this.#check(payload);
    else if (name === 'tag.state') for (const change of payload.feeds) this.#change(change);
    else throw new Error(`${this.name}: unexpected ${JSON.stringify(message)}`);
  }

  #change(change: TagFeedChange): void {
    const { feed, epoch, seq, snapshot } = change;
    if (snapshot && epoch !== undefined) {
      this.#replace(feed, { epoch, seq, state: snapshot.state }, snapshot.checksum);
    } else {
      this.#patch(change);
    }
  }

  #check({ feed, seq, checksum: sum }: ServerMessages['feed.check']): void {
    this.checks++;
    this.#mustBeAt(feed, seq);
    if (checksum(this.#of(feed).state) !== sum) throw new Error(`${this.name}: ${feed} differs at ${seq}`);
  }

  #take(feed: string, events: readonly StreamedEvent[]): void {
    for (const { seq, patch, data, at } of events) {
      this.#mustBeDue(feed, at);
      const held = this.#of(feed);
      if (seq !== held.seq + 1) throw new Error(`${this.name}: ${feed} got ${seq} after ${held.seq}`);
      held.seq = seq;
      held.state = applyPatch(held.state, patch ?? data);
      this.log.get(feed)?.push(seq);
    }
  }

  #patch({ feed, fromSeq, seq, patch, at }: ServerMessages['feed.state']): void {
    this.#mustBeDue(feed, at);
    this.#mustBeAt(feed, fromSeq);
    const held = this.#of(feed);
    held.seq = seq;
    held.state = applyPatch(held.state, patch);
  }

  #replace(feed: string, held: { epoch: string; seq: number; state: JsonObject }, sum: string): void {
    if (checksum(held.state) !== sum) throw new Error(`${this.name}: ${feed} came with a wrong checksum`);
    this.held.set(feed, held);
  }

  #of(feed: string): { epoch: string; seq: number; state: JsonObject } {
    const held = this.held.get(feed);
    if (!held) throw new Error(`${this.name}: a message of ${feed} before its snapshot`);
    return held;
  }

  #mustBeDue(feed: string, at: string): void {
    const due = Date.parse(at) + (DELAY_SECONDS[feed] ?? 0) * 1000;
    if (due > this.now()) throw new Error(`${this.name}: ${feed} came ${due - this.now()} ms early`);
  }

  #mustBeAt(feed: string, seq: number): void {
    const held = this.#of(feed);
    if (held.seq !== seq) throw new Error(`${this.name}: ${feed} is at ${held.seq}, told ${seq}`);
  }
}

class Interleaving {
  readonly random: () => number;
  readonly world: DeliveryWorld;
  readonly followers: readonly Follower[];
  readonly nodes: readonly Hub[];

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.world = new DeliveryWorld(this.random);
    const options = {
      ringEvents: 8,
      reorderEvents: 6,
      pageEvents: 5,
      lingerMs: 300,
      tagRefreshMs: 1000,
      checkMs: 1000,
    };
    this.nodes = [this.world.node(options), this.world.node(options), this.world.node(options)];
    const now = (): number => this.world.clock.now();
    const contracts: Contract[] = ['every', 'latest'];
    const byId = contracts.flatMap((contract) =>
      [1, 2, 3].map((n) => new Follower(`${contract}-${n}`, contract, now, undefined)),
    );
    this.followers = [
      ...byId,
      new Follower('tag-1', 'latest', now, 't'),
      new Follower('tag-2', 'latest', now, 't'),
    ];
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)] as T;
  }

  async run(): Promise<void> {
    const { world, random } = this;
    for (const feed of FEEDS)
      await world.createFeed(feed, { tags: ['t'], publicDelaySeconds: DELAY_SECONDS[feed] ?? 0 });
    world.relay.faults = { lose: 0.2 * random(), duplicate: 0.3, delay: 0.5, delayMs: 60 };
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      if (random() < 0.8) await settled();
    }
    await this.#end();
  }

  /** Everything heals: each follower is connected and given the time of a head check, of a period and of a retry. */
  async #end(): Promise<void> {
    const { world } = this;
    world.log.reachable = true;
    world.relay.down = false;
    for (let round = 0; round < 3; round++) {
      for (const follower of this.followers) {
        follower.sink.drain();
        if (!follower.connected) follower.connect(this.pick(this.nodes), this.random);
      }
      await world.pass(4000, 25);
    }
    expect(this.followers.flatMap(({ violations }) => violations)).toEqual([]);
    for (const feed of FEEDS) {
      const truth = await world.log.state(feed, {}, { delaySeconds: 0 });
      for (const follower of this.followers) {
        const held = follower.held.get(feed);
        const holds = held && `${follower.name} ${feed} ${held.seq} ${checksum(held.state)}`;
        expect(holds).toBe(`${follower.name} ${feed} ${truth.seq} ${checksum(truth.state)}`);
        if (follower.contract === 'latest') continue;
        expect(follower.log.get(feed)).toEqual(Array.from({ length: truth.seq }, (_, index) => index + 1));
      }
    }
    await this.#count();
    await world.close();
  }

  async #count(): Promise<void> {
    for (const { resumes, checks } of this.followers) {
      add('resumes', resumes);
      add('checks', checks);
    }
    for (const name of EXERCISED) {
      for (const node of this.nodes.keys()) add(name, await this.world.metric(name, node));
    }
  }

  #step(): void {
    const { world, random } = this;
    const dice = random();
    if (dice < 0.5) this.#publish();
    else if (dice < 0.62) this.#toggle();
    else if (dice < 0.68) this.#congest();
    else if (dice < 0.7) world.relay.down = !world.relay.down;
    else if (dice < 0.72) world.log.reachable = random() < 0.7;
    else world.clock.advance(random() * (random() < 0.1 ? 3000 : 60));
  }

  #publish(): void {
    const feed = this.pick(FEEDS);
    const bursts = this.random() < 0.2 ? 12 : 1;
    for (let count = 0; count < bursts; count++) {
      // Refused corrections and a log that is away are part of the game; only what was committed counts.
      this.world.log.append({ feed, operation: this.#operation(), actor: 'test' }).catch(() => undefined);
    }
  }

  #operation(): Parameters<DeliveryWorld['log']['append']>[0]['operation'] {
    const { random } = this;
    const target = 1 + Math.floor(random() * 10);
    const data = {
      [`k${Math.floor(random() * 5)}`]: Math.floor(random() * 100),
      deep: { [`d${target}`]: target },
    };
    const dice = random();
    if (dice < 0.7) return { op: 'publish', type: 'set', data };
    if (dice < 0.8) return { op: 'publish', type: 'set', data, insertAfter: target };
    if (dice < 0.9) return { op: 'amend', target, data, reason: 'corrected' };
    return { op: 'void', target, reason: 'struck' };
  }

  #toggle(): void {
    const follower = this.pick(this.followers);
    if (follower.connected) follower.disconnect();
    else follower.connect(this.pick(this.nodes), this.random);
  }

  /** Only those who may be conflated: who follows every event would be disconnected. */
  #congest(): void {
    const follower = this.pick(this.followers.filter(({ contract }) => contract === 'latest'));
    if (follower.sink.congested) follower.sink.drain();
    else follower.sink.congest();
  }
}

describe('any interleaving of publishing, relay faults and reconnects', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    'ends in the log for seed %i',
    async (seed) => {
      await new Interleaving(seed).run();
    },
  );

  it.each([...EXERCISED, 'resumes', 'checks'])('met %s on the way', (name) => {
    expect(exercised.get(name)).toBeGreaterThan(SEEDS / 10);
  });
});
