import type { RelayMessage } from '../core/protocol/relay-message.js';
import { eventWeight } from '../core/stream/weight.js';

/**
 * What one publish carries. A node of another version that cannot read `v` ignores it all; a message of a type that it does not know
 * is skipped alone.
 */
export interface Envelope {
  readonly v: number;
  readonly messages: readonly RelayMessage[];
}

export const ENVELOPE_VERSION = 1;

export interface Opened {
  readonly messages: readonly RelayMessage[];
  /** Why something in it was skipped, once for each message, or once when nothing could be read. */
  readonly skipped: readonly ('malformed' | 'version')[];
}

type Events = Extract<RelayMessage, { readonly type: 'events' }>;

/** Roughly the characters of a message as JSON. */
export function messageWeight(message: RelayMessage): number {
  if (message.type !== 'events') return 200;
  return message.events.reduce((sum, event) => sum + eventWeight(event), 100);
}

/** The same events in runs of at most `limit` each; an event that is longer alone makes a run of its own. */
export function split(message: RelayMessage, limit: number): readonly RelayMessage[] {
  if (message.type !== 'events' || message.events.length === 1) return [message];
  const runs: Events['events'][number][][] = [];
  let room = 0;
  for (const event of message.events) {
    const weight = eventWeight(event);
    const run = runs.at(-1);
    if (run && weight <= room) {
      run.push(event);
      room -= weight;
    } else {
      runs.push([event]);
      room = limit - weight;
    }
  }
  return runs.length === 1 ? [message] : runs.map((events) => ({ ...message, events }));
}

/** Reads what came from another node, or from anything else that can reach the channel. Never throws. */
export function open(payload: unknown): Opened {
  if (!isRecord(payload)) return { messages: [], skipped: ['malformed'] };
  if (payload.v !== ENVELOPE_VERSION) return { messages: [], skipped: ['version'] };
  if (!Array.isArray(payload.messages)) return { messages: [], skipped: ['malformed'] };
  const all = payload.messages as readonly unknown[];
  const messages = all.filter(isMessage);
  return { messages, skipped: Array<'malformed'>(all.length - messages.length).fill('malformed') };
}

function isMessage(value: unknown): value is RelayMessage {
  if (!isRecord(value) || !isText(value.feed)) return false;
  switch (value.type) {
    case 'events':
      return isText(value.epoch) && isRevision(value.revision) && isRun(value.events, value.feed);
    case 'feed':
      return Number.isSafeInteger(value.revision) && Array.isArray(value.tags) && value.tags.every(isText);
    case 'heartbeat':
      return isTime(value.at);
    default:
      return false;
  }
}

/** Nodes of an earlier version send none. */
function isRevision(value: unknown): boolean {
  return value === undefined || Number.isSafeInteger(value);
}

function isRun(value: unknown, feed: string): value is Events['events'] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const events = value as readonly unknown[];
  const first = events[0];
  if (!isRecord(first) || !Number.isSafeInteger(first.seq) || (first.seq as number) < 1) return false;
  return events.every((event, index) => isEvent(event, feed, (first.seq as number) + index));
}

function isEvent(value: unknown, feed: string, seq: number): boolean {
  return (
    isRecord(value) &&
    value.feed === feed &&
    value.seq === seq &&
    isText(value.type) &&
    isRecord(value.data) &&
    (value.patch === undefined || isRecord(value.patch)) &&
    isTime(value.at) &&
    isTime(value.occurredAt)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
