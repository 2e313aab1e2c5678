import { asyncApi, type MessageDocument } from './asyncapi.js';
import { breakingChanges, breakingMessages } from './breaking-changes.js';
import type { JsonSchema } from './json-schema.js';
import { openApi, type ApiDocument } from './openapi.js';

const before = openApi('1.0.0');

type Tree = { [key: string]: Tree };
type Place = readonly string[];

const FEED: Place = ['components', 'schemas', 'Feed'];
const NEW_FEED: Place = ['components', 'schemas', 'NewFeed'];
const LIST: Place = ['paths', '/api/v1/feeds', 'get'];

/** The document after `change` at `place`. */
function changed<T extends object>(document: T, place: Place, change: (part: Tree) => void): T {
  const copy = structuredClone(document);
  change(place.reduce((part, key) => part[key] as Tree, copy as unknown as Tree));
  return copy;
}
const changes = (place: Place, change: (part: Tree) => void): readonly string[] =>
  breakingChanges(before, changed<ApiDocument>(before, place, change));
const push = (list: unknown, value: unknown): void => void (list as unknown[]).push(value);
const drop = (list: unknown, value: unknown): void => {
  (list as unknown[]).splice((list as unknown[]).indexOf(value), 1);
};

describe('changes of the interface', () => {
  it('break nobody when there are none', () => {
    expect(breakingChanges(before, structuredClone(before))).toEqual([]);
  });

  it.each<[string, Place, (part: Tree) => void, string]>([
    [
      'a path that is gone',
      ['paths'],
      (paths) => delete paths['/api/v1/feeds'],
      'POST /api/v1/feeds: is gone',
    ],
    [
      'a method that is gone',
      ['paths', '/api/v1/feeds/{id}'],
      (item) => delete item['delete'],
      'DELETE /api/v1/feeds/{id}: is gone',
    ],
    [
      'a field that is required now',
      NEW_FEED,
      (schema) => push(schema['required'], 'startsAt'),
      'POST /api/v1/feeds body.startsAt: is required now',
    ],
    [
      'a field that is no longer taken',
      [...NEW_FEED, 'properties'],
      (fields) => delete fields['tags'],
      'POST /api/v1/feeds body.tags: is gone',
    ],
    [
      'a value that is no longer taken',
      [...NEW_FEED, 'properties', 'kind'],
      (schema) => drop(schema['enum'], 'tennis'),
      'POST /api/v1/feeds body.kind: "tennis" is no longer taken',
    ],
    [
      'a limit that is narrower',
      [...NEW_FEED, 'properties', 'title'],
      (schema) => Object.assign(schema, { maxLength: 10 }),
      'POST /api/v1/feeds body.title: maxLength 256 became 10',
    ],
    [
      'a field of an answer that is gone',
      [...FEED, 'properties'],
      (fields) => delete fields['checksum'],
      'POST /api/v1/feeds 201.checksum: is gone',
    ],
    [
      'a field of an answer that may be absent',
      FEED,
      (schema) => drop(schema['required'], 'epoch'),
      'POST /api/v1/feeds 201.epoch: may be absent now',
    ],
    [
      'a field of an answer with another type',
      [...FEED, 'properties', 'seq'],
      (schema) => Object.assign(schema, { type: 'string' }),
      'POST /api/v1/feeds 201.seq: type integer became string',
    ],
    [
      'a parameter that is required now',
      LIST,
      ({ parameters }) => Object.assign((parameters as unknown as JsonSchema[])[0] ?? {}, { required: true }),
      'GET /api/v1/feeds: query kind is required now',
    ],
    [
      'a parameter that is gone',
      LIST,
      ({ parameters }) => void (parameters as unknown as JsonSchema[]).shift(),
      'GET /api/v1/feeds: query kind is gone',
    ],
    [
      'a success that is gone',
      ['paths', '/api/v1/feeds/{id}/events', 'post', 'responses'],
      (responses) => delete responses['202'],
      'POST /api/v1/feeds/{id}/events: no longer answers 202',
    ],
    [
      'a media type that is gone',
      ['paths', '/api/v1/events', 'post', 'requestBody', 'content'],
      (content) => delete content['application/x-ndjson'],
      'POST /api/v1/events body: application/x-ndjson is gone',
    ],
    [
      'a header that is gone',
      ['paths', '/api/v1/feeds/{id}', 'get', 'responses', '200', 'headers'],
      (headers) => delete headers['ETag'],
      'GET /api/v1/feeds/{id} 200: header ETag is gone',
    ],
    [
      'a credential that is no longer enough',
      LIST,
      ({ security }) => void (security as unknown as JsonSchema[]).shift(),
      'GET /api/v1/feeds: credential {} is no longer enough',
    ],
    [
      'an event type that is gone',
      ['components', 'schemas', 'FootballUpdate'],
      ({ oneOf }) => void (oneOf as unknown as JsonSchema[]).pop(),
      'POST /api/v1/feeds/{id}/events body (FootballUpdate) (FootballStoppageAnnounced): is gone',
    ],
  ])('break clients: %s', (_name, place, change, message) => {
    expect(changes(place, change)).toContain(message);
  });

  it.each<[string, Place, (part: Tree) => void]>([
    ['a new path', ['paths'], (paths) => Object.assign(paths, { '/api/v1/new': {} })],
    [
      'a new field of an answer',
      [...FEED, 'properties'],
      (fields) => Object.assign(fields, { motto: { type: 'string' } }),
    ],
    [
      'a new optional field of a body',
      [...NEW_FEED, 'properties'],
      (fields) => Object.assign(fields, { motto: { type: 'string' } }),
    ],
    [
      'a wider limit',
      [...NEW_FEED, 'properties', 'title'],
      (schema) => Object.assign(schema, { maxLength: 999 }),
    ],
    ['a new description', FEED, (schema) => Object.assign(schema, { description: 'Another.' })],
  ])('break nobody: %s', (_name, place, change) => {
    expect(changes(place, change)).toEqual([]);
  });

  it('break clients of sockets in both directions', () => {
    const messages = asyncApi('1.0.0');
    const sent = new Set(['subscribe', 'unsubscribe', 'auth.refresh']);
    const after = (place: Place, change: (part: Tree) => void) =>
      breakingMessages(messages, changed<MessageDocument>(messages, place, change), sent);
    const schemas: Place = ['components', 'schemas'];
    expect(breakingMessages(messages, structuredClone(messages), sent)).toEqual([]);
    expect(after(['components', 'messages'], (all) => delete all['FeedCheck'])).toEqual([
      'feed.check: is gone',
    ]);
    expect(
      after([...schemas, 'SubscribePayload'], (schema) => Object.assign(schema, { required: ['tags'] })),
    ).toEqual(['subscribe.tags: is required now']);
    expect(
      after([...schemas, 'FeedClosedPayload', 'properties', 'reason'], ({ enum: values }) =>
        push(values, 'bored'),
      ),
    ).toEqual(['feed.closed.reason: "bored" is new in answers']);
  });
});
