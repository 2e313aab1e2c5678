import { byFeedQuery } from '../../core/protocol/editing.js';
import {
  candlesQuery,
  eventPath,
  eventsQuery,
  feedListQuery,
  feedPath,
  newFeedQuery,
  stateQuery,
} from '../../core/protocol/rest.js';
import { manyStreamQuery, streamQuery } from '../../sse/stream-request.js';
import * as example from '../examples.js';
import { EVENT_STREAM, json, NO_BODY, type Operation } from '../operation.js';

const FEED = '/api/v1/feeds/{id}';
const shown = { pathParts: feedPath, need: 'nothing', problems: ['not_found'] } as const;

const feeds: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/feeds',
    id: 'createFeed',
    tag: 'Feeds',
    summary: 'Create a feed',
    description:
      '`config` is judged by the kind: see the schemas `FootballConfig`, `QuoteConfig` and so on. With `dryRun=true` all is judged and nothing is made.',
    need: 'feeds:write',
    query: newFeedQuery,
    body: json('NewFeed', {
      football: example.newFeed,
      quote: example.newQuoteFeed,
      custom: example.newCustomFeed,
    }),
    answers: {
      201: { description: 'The feed.', headers: ['Location'], content: json('Feed', { feed: example.feed }) },
      204: { description: 'Of a dry run: it would be made.' },
    },
    problems: ['conflict'],
  },
  {
    method: 'get',
    path: '/api/v1/feeds',
    id: 'listFeeds',
    tag: 'Feeds',
    summary: 'List the feeds that you may see',
    description:
      'By id, or by `sort`: with a minus in descending order; titles without regard to case; feeds without a `startsAt` last. A cursor is of use with the same `sort`. `status` is that of the state (`tradingStatus` of quotes). Archived feeds only with `archived=true`.',
    need: 'nothing',
    query: feedListQuery,
    answers: { 200: { description: 'A page.', content: json('FeedList', { page: example.feedList }) } },
  },
  {
    method: 'get',
    path: FEED,
    id: 'getFeed',
    tag: 'Feeds',
    summary: 'Read a feed with its state',
    ...shown,
    headers: ['If-None-Match'],
    answers: {
      200: { description: 'The feed.', headers: ['ETag'], content: json('Feed', { feed: example.feed }) },
      304: { description: 'It is as your `If-None-Match` says.', headers: ['ETag'] },
    },
  },
  {
    method: 'patch',
    path: FEED,
    id: 'changeFeed',
    tag: 'Feeds',
    summary: 'Change a feed',
    description:
      'What is sent is changed. What the reducer reads of `config` is fixed once there are events (409).',
    need: 'feeds:write',
    pathParts: feedPath,
    body: {
      ...json('FeedChange', { title: { title: 'Argentina v France' } }),
      'application/merge-patch+json': {
        schema: 'FeedChange',
        examples: { private: { publicDelaySeconds: null } },
      },
    },
    answers: { 200: { description: 'The feed.', content: json('Feed', { feed: example.feed }) } },
    problems: ['not_found', 'conflict'],
  },
  {
    method: 'delete',
    path: FEED,
    id: 'archiveFeed',
    tag: 'Feeds',
    summary: 'Archive a feed',
    description: 'Its log is kept and reads go on; publishing and PATCH answer 409; the id stays taken.',
    need: 'feeds:write',
    pathParts: feedPath,
    ...NO_BODY,
    answers: { 204: { description: 'It is archived.' } },
    problems: ['not_found'],
  },
  {
    method: 'post',
    path: `${FEED}/heartbeat`,
    id: 'heartbeat',
    tag: 'Feeds',
    summary: 'Say that the source is alive, though nothing happens',
    need: 'events:publish',
    pathParts: feedPath,
    ...NO_BODY,
    answers: { 204: { description: 'Heard.' } },
    problems: ['not_found', 'conflict'],
  },
  {
    method: 'get',
    path: '/api/v1/viewers',
    id: 'listViewers',
    tag: 'Feeds',
    summary: 'How many follow each feed',
    description: 'Of feeds that you see live, by id; those that nobody follows are absent.',
    need: 'feeds:read',
    query: byFeedQuery,
    answers: {
      200: {
        description: 'Subscriptions on all nodes.',
        content: json('ViewersList', { one: { items: [{ feed: 'football.final', viewers: 20_311 }] } }),
      },
    },
  },
  {
    method: 'get',
    path: `${FEED}/viewers`,
    id: 'getViewers',
    tag: 'Feeds',
    summary: 'How many follow a feed',
    description: 'For those who see it live: a crowd that comes running tells of the goal.',
    ...shown,
    answers: {
      200: {
        description: 'Subscriptions on all nodes.',
        content: json('Viewers', { viewers: { feed: 'football.final', viewers: 20_311 } }),
      },
    },
    problems: ['unauthenticated', 'forbidden', 'not_found'],
  },
];

const history: readonly Operation[] = [
  {
    method: 'get',
    path: `${FEED}/events`,
    id: 'listEvents',
    tag: 'History',
    summary: 'Read events',
    description:
      'Those behind `after`. Fewer than `limit` come where they are large: go on behind the last one until it is `head`.',
    ...shown,
    query: eventsQuery,
    answers: { 200: { description: 'Events.', content: json('EventList', { events: example.eventList }) } },
  },
  {
    method: 'get',
    path: `${FEED}/events/{seq}`,
    id: 'getEvent',
    tag: 'History',
    summary: 'Read one event',
    ...shown,
    pathParts: eventPath,
    answers: { 200: { description: 'The event.', content: json('Event', { goal: example.goalEvent }) } },
  },
  {
    method: 'get',
    path: `${FEED}/authors`,
    id: 'listAuthors',
    tag: 'History',
    summary: 'Read who published which event',
    description:
      'Of the events behind `after`, corrections included; names of people and keys that are gone too. Only for who may publish on the feed, and as far as they see it.',
    need: 'events:publish',
    pathParts: feedPath,
    query: eventsQuery,
    answers: {
      200: { description: 'Authors.', content: json('AuthorList', { authors: example.authorList }) },
    },
    problems: ['not_found'],
  },
  {
    method: 'get',
    path: `${FEED}/state`,
    id: 'getState',
    tag: 'History',
    summary: 'Read the state at a seq or a time',
    description:
      'The fold of events 1 to N with the corrections among them: what was known then. `at` is commit time. Without either: the head.',
    ...shown,
    query: stateQuery,
    answers: { 200: { description: 'The state.', content: json('StateAt', { state: example.stateAt }) } },
  },
  {
    method: 'get',
    path: `${FEED}/candles`,
    id: 'listCandles',
    tag: 'History',
    summary: 'Read candles of a quote feed',
    description:
      'Ascending; with `from` the oldest, else the newest. Buckets by `occurredAt`, left-closed; empty ones are absent.',
    ...shown,
    query: candlesQuery,
    answers: {
      200: { description: 'Candles.', content: json('CandleList', { candles: example.candleList }) },
    },
  },
];

const STREAM_ANSWER = {
  200: {
    description: 'Messages as in the AsyncAPI document, without end; a comment every 15 s.',
    content: { [EVENT_STREAM]: { examples: { stream: example.stream } } },
  },
} as const;

const streams: readonly Operation[] = [
  {
    method: 'get',
    path: `${FEED}/stream`,
    id: 'streamFeed',
    tag: 'Streams',
    summary: 'Follow a feed by Server-Sent Events',
    ...shown,
    queryToken: true,
    query: streamQuery,
    headers: ['Last-Event-ID'],
    answers: STREAM_ANSWER,
  },
  {
    method: 'get',
    path: '/api/v1/stream',
    id: 'streamFeeds',
    tag: 'Streams',
    summary: 'Follow up to 100 feeds by Server-Sent Events',
    need: 'nothing',
    queryToken: true,
    query: manyStreamQuery,
    headers: ['Last-Event-ID'],
    answers: STREAM_ANSWER,
    problems: ['not_found'],
  },
];

export const FEED_OPERATIONS: readonly Operation[] = [...feeds, ...history, ...streams];
