import type { JsonObject } from '../../src/core/json/json.js';
import type { Kind, KindName } from '../../src/core/kinds/kind.js';
import { AppError } from '../../src/core/protocol/errors.js';
import type { LoggedEvent } from '../../src/core/protocol/event.js';
import type { RelayMessage } from '../../src/core/protocol/relay-message.js';
import {
  LIVE,
  type AppendOutcome,
  type AppendRequest,
  type EventLog,
  type NewFeed,
  type Operation,
} from '../../src/event-log/event-log.js';

export interface LogUnderTest {
  readonly log: EventLog;
  close(): Promise<void>;
}

export interface LogOptions {
  readonly kindOf: (name: KindName) => Kind;
  readonly checkpointEvery: number;
  readonly maxStateSize: number;
}

let feeds = 0;

/** A name that no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}-${++feeds}`;
}

export function newFeed(change: Partial<NewFeed> = {}): NewFeed {
  return {
    id: unique('journal'),
    kind: 'tennis',
    title: 'A journal',
    tags: [],
    config: {},
    publicDelaySeconds: 0,
    holdSeconds: 0,
    ...change,
  };
}

export async function refusal(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** For random requests: a refusal is an answer too. */
export function unlessRefused(error: unknown): void {
  if (!(error instanceof AppError) || error.retryable) throw error;
}

export function committed(outcome: AppendOutcome): LoggedEvent {
  if (outcome.status === 'held') throw new Error('It was held.');
  return outcome.event;
}

/** The log under test, with the requests that most tests make, on feeds of the journal kind. */
export class LogHarness {
  readonly #open: (options: LogOptions) => Promise<LogUnderTest>;
  readonly heard: RelayMessage[] = [];
  #under: LogUnderTest | undefined;

  constructor(open: (options: LogOptions) => Promise<LogUnderTest>) {
    this.#open = open;
  }

  get log(): EventLog {
    if (!this.#under) throw new Error('The log is open only while tests run.');
    return this.#under.log;
  }

  async start(options: LogOptions): Promise<void> {
    this.#under = await this.#open(options);
    this.log.onCommitted((message) => this.heard.push(message));
  }

  async stop(): Promise<void> {
    await this.#under?.close();
  }

  readonly create = async (change: Partial<NewFeed> = {}): Promise<string> =>
    (await this.log.createFeed(newFeed(change))).id;

  readonly append = (
    feed: string,
    operation: Operation,
    more: Partial<AppendRequest> = {},
  ): Promise<AppendOutcome> => this.log.append({ feed, operation, actor: 'test', ...more });

  readonly note = async (feed: string, n: number, more: Partial<AppendRequest> = {}): Promise<LoggedEvent> =>
    committed(await this.append(feed, { op: 'publish', type: 'note', data: { n } }, more));

  readonly late = async (feed: string, n: number, insertAfter: number): Promise<LoggedEvent> =>
    committed(await this.append(feed, { op: 'publish', type: 'note', data: { n }, insertAfter }));

  readonly amend = async (feed: string, target: number, n: number): Promise<LoggedEvent> =>
    committed(await this.append(feed, { op: 'amend', target, data: { n }, reason: 'wrong' }));

  readonly strike = async (feed: string, target: number): Promise<LoggedEvent> =>
    committed(await this.append(feed, { op: 'void', target, reason: 'wrong' }));

  readonly state = async (feed: string): Promise<JsonObject> => (await this.log.state(feed, {}, LIVE)).state;

  readonly entries = async (feed: string): Promise<JsonObject> =>
    (await this.state(feed))['entries'] as JsonObject;

  readonly all = async (feed: string): Promise<readonly LoggedEvent[]> =>
    (await this.log.read(feed, { after: 0, limit: 5_000, view: LIVE })).events;
}
