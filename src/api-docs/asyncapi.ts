import type { z } from 'zod';
import { editorsAnswer, watchBody } from '../core/protocol/editing.js';
import { SERVER_MESSAGES, done, refusedCall, subscribeAnswer } from '../core/protocol/message-schemas.js';
import { authRefresh, subscribe, unsubscribe } from '../realtime/requests.js';
import { MESSAGE_SCHEMAS } from './components.js';
import { convertAll, type JsonSchema } from './json-schema.js';
import { MESSAGE_EXAMPLES } from './message-examples.js';

/** What a client emits, with what its acknowledgement is called. */
export const CLIENT_MESSAGES = {
  subscribe: { schema: subscribe, answer: 'subscribe.answer', text: 'Follow feeds and tags, or change how.' },
  unsubscribe: { schema: unsubscribe, answer: 'done', text: 'Nothing of these follows after the answer.' },
  'editors.watch': {
    schema: watchBody,
    answer: 'editors.answer',
    text: 'Hear who edits, of feeds that you may publish and see live. Replaces the call before; no feeds end it.',
  },
  'auth.refresh': { schema: authRefresh, answer: 'done', text: 'A new token for this connection.' },
} as const;

/** What acknowledgements carry. */
const ANSWER_MESSAGES = {
  'subscribe.answer': subscribeAnswer,
  'editors.answer': editorsAnswer,
  done,
  refused: refusedCall,
} as const;

/** Every message by its name on the wire; acknowledgements have none there. */
export const MESSAGES: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(Object.entries(CLIENT_MESSAGES).map(([name, { schema }]) => [name, schema])),
  ...ANSWER_MESSAGES,
  ...SERVER_MESSAGES,
};

/** Messages of sockets alone: a stream cannot be asked. */
const SOCKETS_ONLY = new Set([
  ...Object.keys(CLIENT_MESSAGES),
  ...Object.keys(ANSWER_MESSAGES),
  'tag.state',
  'feed.editors',
]);

/** `feed.events` -> `FeedEventsPayload`: names of messages and of their schemas. */
const idOf = (name: string): string =>
  name.replace(/(^|\.)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
const uri = (id: string): string => `#/components/schemas/${id}`;

export function messageSchemas(exact = false): Record<string, JsonSchema> {
  const payloads = Object.entries(MESSAGES).map(
    ([name, schema]) => [`${idOf(name)}Payload`, schema] as const,
  );
  // Some payloads are the schema of something that has a name already; the name of the payload is then its second one.
  const named = Object.fromEntries([
    ...Object.entries(MESSAGE_SCHEMAS),
    ...payloads.filter(([, schema]) => !isNamed(schema)),
  ]);
  const converted = convertAll(named, { exact, uri });
  for (const [id, schema] of payloads) {
    const name = isNamed(schema);
    if (name) converted[id] = { $ref: uri(name) };
  }
  return converted;
}

function isNamed(schema: z.ZodType): string | undefined {
  return Object.entries(MESSAGE_SCHEMAS).find(([, named]) => named === schema)?.[0];
}

function message(name: string): JsonSchema {
  const examples = MESSAGE_EXAMPLES[name] ?? [];
  const description = MESSAGES[name]?.description;
  return {
    name,
    title: name,
    ...(description ? { summary: description } : {}),
    contentType: 'application/json',
    payload: { $ref: uri(`${idOf(name)}Payload`) },
    examples: examples.map((payload, index) => ({ name: `${idOf(name)}${index + 1}`, payload })),
  };
}

const inChannel = (channel: string, name: string): JsonSchema => ({
  $ref: `#/channels/${channel}/messages/${idOf(name)}`,
});
const messagesOf = (names: readonly string[]): JsonSchema =>
  Object.fromEntries(names.map((name) => [idOf(name), { $ref: `#/components/messages/${idOf(name)}` }]));

function channels(): JsonSchema {
  const names = Object.keys(MESSAGES);
  return {
    sockets: {
      address: '/socket.io',
      title: 'Socket.IO',
      description:
        'Socket.IO v4, default namespace; the name of a message is the name of the event. Connect with `auth: {token?, anonymous?}`: a key or token; a page may use its session, or decline it with `anonymous: true`. Every request takes an acknowledgement, and calls of one connection are answered in order.',
      servers: [{ $ref: '#/servers/sockets' }],
      messages: messagesOf(names),
    },
    stream: {
      address: '/api/v1/feeds/{id}/stream',
      title: 'Server-Sent Events of one feed',
      description: 'The same messages as Server-Sent Events; `id:` is the position `<epoch>:<seq>`.',
      servers: [{ $ref: '#/servers/streams' }],
      parameters: { id: { description: 'The id of the feed.', examples: ['football.final'] } },
      messages: messagesOf(names.filter((name) => !SOCKETS_ONLY.has(name))),
    },
    streams: {
      address: '/api/v1/stream',
      title: 'Server-Sent Events of many feeds',
      description: 'Likewise for `?feeds=a,b`; `id:` is opaque.',
      servers: [{ $ref: '#/servers/streams' }],
      messages: messagesOf(names.filter((name) => !SOCKETS_ONLY.has(name))),
    },
  };
}

function operations(): JsonSchema {
  const requests = Object.entries(CLIENT_MESSAGES).map(([name, { answer, text }]) => [
    `receive${idOf(name)}`,
    {
      action: 'receive',
      channel: { $ref: '#/channels/sockets' },
      summary: text,
      messages: [inChannel('sockets', name)],
      reply: {
        channel: { $ref: '#/channels/sockets' },
        messages: [inChannel('sockets', answer), inChannel('sockets', 'refused')],
      },
    },
  ]);
  const names = Object.keys(SERVER_MESSAGES);
  const sends = ['sockets', 'stream', 'streams'].map((channel) => [
    `sendBy${idOf(channel)}`,
    {
      action: 'send',
      channel: { $ref: `#/channels/${channel}` },
      summary: 'What subscribers are sent.',
      messages: names
        .filter((name) => channel === 'sockets' || !SOCKETS_ONLY.has(name))
        .map((name) => inChannel(channel, name)),
    },
  ]);
  return Object.fromEntries([...requests, ...sends]) as JsonSchema;
}

export interface MessageDocument {
  readonly asyncapi: string;
  readonly components: Readonly<Record<'messages' | 'schemas', Readonly<Record<string, JsonSchema>>>>;
  readonly [part: string]: unknown;
}

/** The description of what sockets and streams carry: AsyncAPI 3.0. */
export function asyncApi(version: string): MessageDocument {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Touchline',
      version,
      description:
        'Live scores and tickers, streamed in order, once, provably. REST is described by `/api/openapi.json`; what a client may rely on in words: docs/protocol.md.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: {
      sockets: { host: 'localhost:3000', protocol: 'ws', description: 'Socket.IO.' },
      streams: { host: 'localhost:3000', protocol: 'http', description: 'Server-Sent Events.' },
    },
    channels: channels(),
    operations: operations(),
    components: {
      messages: Object.fromEntries(Object.keys(MESSAGES).map((name) => [idOf(name), message(name)])),
      schemas: messageSchemas(),
    },
  };
}
