/** What requests, answers and messages look like. A test holds each to its schema. */

const EPOCH = '0198f6a2-7c1e';
const AT = '2022-12-18T15:23:04.512Z';
const config = { home: { name: 'Argentina', code: 'ARG' }, away: { name: 'France', code: 'FRA' } };

export const newFeed = {
  id: 'football.final',
  kind: 'football',
  title: 'Argentina v France',
  tags: ['world-cup'],
  startsAt: '2022-12-18T15:00:00Z',
  config,
  expectedIntervalSeconds: 60,
};
export const newQuoteFeed = {
  id: 'quotes.AAPL',
  kind: 'quote',
  title: 'Apple',
  tags: ['nasdaq'],
  config: { symbol: 'AAPL', exchange: 'XNAS', currency: 'USD', priceScale: 2 },
  publicDelaySeconds: 900,
};
export const newCustomFeed = {
  id: 'election.berlin',
  kind: 'custom',
  title: 'Berlin',
  config: { schema: { type: 'object', properties: { counted: { type: 'integer' } } } },
};

const goalData = { team: 'home', kind: 'penalty', player: 'Lionel Messi', minute: 23 };
export const tab = 'Xw3kP9_tq2';
export const feedEditors = {
  feed: 'football.final',
  editors: [
    { kind: 'person', name: 'Ada Keane', since: '2022-12-18T14:51:22.104Z' },
    { kind: 'person', name: 'Grace Obi', since: '2022-12-18T15:20:09.871Z', tab },
  ],
  lock: { kind: 'person', name: 'Ada Keane', since: '2022-12-18T15:00:02.017Z' },
  at: AT,
};
export const freeDesk = {
  feed: 'football.third',
  editors: [{ kind: 'key', name: 'desk software', since: '2022-12-17T14:40:00.000Z' }],
  at: AT,
};

export const goal = { type: 'goal', data: goalData, occurredAt: '2022-12-18T15:23:01Z' };
export const trade = { type: 'trade', data: { price: '229.87', size: '100', tradeId: '71' } };
export const free = { type: 'count', data: { counted: 41_022 } };
export const late = { ...goal, insertAfter: 3 };

export const streamedGoal = {
  seq: 4,
  type: 'goal',
  data: goalData,
  patch: { score: { home: 1 }, goals: { 4: goalData } },
  at: AT,
  occurredAt: '2022-12-18T15:23:01.000Z',
};
export const goalEvent = { feed: 'football.final', ...streamedGoal };
export const voidEvent = {
  feed: 'football.final',
  seq: 5,
  type: 'void',
  data: {},
  patch: { score: { home: 0 }, goals: { 4: null } },
  at: '2022-12-18T15:25:40.020Z',
  occurredAt: '2022-12-18T15:25:40.020Z',
  target: 4,
  reason: 'offside, after the review',
};

const state = {
  status: 'live',
  period: 'first_half',
  score: { home: 1, away: 0 },
  scoreByPeriod: { first_half: { home: 1, away: 0 } },
  goals: { 4: goalData },
  cards: { home: { yellow: 0, red: 0 }, away: { yellow: 0, red: 0 } },
};
export const feed = {
  id: 'football.final',
  kind: 'football',
  title: 'Argentina v France',
  tags: ['world-cup'],
  config,
  startsAt: '2022-12-18T15:00:00.000Z',
  publicDelaySeconds: 0,
  holdSeconds: 0,
  expectedIntervalSeconds: 60,
  epoch: EPOCH,
  seq: 4,
  state,
  checksum: '6c1f02ab',
  health: { status: 'ok', since: AT },
  createdAt: '2022-12-17T09:00:00.000Z',
  updatedAt: AT,
};
export const feedList = { items: [feed], nextCursor: 'Zm9vdGJhbGwuZmluYWw' };
export const eventList = { feed: feed.id, epoch: EPOCH, head: 4, events: [goalEvent] };
export const authorList = {
  feed: feed.id,
  epoch: EPOCH,
  head: 4,
  events: [{ seq: 4, author: 'user:5f0c2e9a-3a53-4a0b-9c0e-0d6a2a2b7d11' }],
  authors: { 'user:5f0c2e9a-3a53-4a0b-9c0e-0d6a2a2b7d11': { kind: 'person', name: 'Ada' } },
};
export const stateAt = { feed: feed.id, epoch: EPOCH, seq: 4, state, checksum: '6c1f02ab', at: AT };
export const candleList = {
  items: [
    {
      start: '2024-08-08T13:30:00.000Z',
      open: '213.11',
      high: '213.4',
      low: '212.9',
      close: '213.2',
      volume: '18400',
      trades: 212,
      final: true,
    },
  ],
};
export const hold = {
  status: 'held',
  holdId: '01JD3T6Q',
  feed: feed.id,
  type: 'goal',
  data: goalData,
  occurredAt: '2022-12-18T15:23:01.000Z',
  releaseAt: '2022-12-18T15:23:09.512Z',
};
export const holdList = { items: [hold] };

const items = [
  { feed: 'quotes.AAPL', ...trade, idempotencyKey: 'xnas-71' },
  { feed: 'football.final', type: 'gaol', data: {} },
];
export const batch = { events: items };
const rejected = {
  type: 'urn:touchline:problem:validation_failed',
  title: 'Validation failed',
  status: 422,
  detail: 'type: is unknown to this kind',
  code: 'validation_failed',
  errors: [{ path: 'type', message: 'is unknown to this kind' }],
};
const results = [
  { index: 0, status: 'committed', feed: 'quotes.AAPL', seq: 1207 },
  { index: 1, status: 'rejected', feed: 'football.final', problem: rejected },
];
export const batchAnswer = { results };
const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
export const ndjson = lines(items);
export const ndjsonAnswer = lines(results);

export const snapshotMessage = {
  feed: feed.id,
  epoch: EPOCH,
  seq: 4,
  state,
  checksum: '6c1f02ab',
  reason: 'subscribed',
};
export const stream = [
  'retry: 2000',
  '',
  `id: ${EPOCH}:4`,
  'event: feed.snapshot',
  `data: ${JSON.stringify(snapshotMessage)}`,
  '',
  '',
].join('\n');

export const identity = {
  kind: 'person',
  id: '0198f6a2',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'editor',
  scopes: ['feeds:read', 'feeds:write', 'events:publish'],
  feeds: ['football.*'],
  expiresAt: '2026-06-11T06:00:00.000Z',
};
const CREATED = '2026-06-10T18:00:00.000Z';
export const newUser = {
  email: 'ada@example.com',
  name: 'Ada',
  role: 'editor',
  feeds: ['football.*'],
  password: 'correct horse battery staple',
};
export const user = {
  id: '0198f6a2',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'editor',
  feeds: ['football.*'],
  disabled: false,
  createdAt: CREATED,
  updatedAt: CREATED,
};
export const newApiKey = {
  name: 'score feed',
  scopes: ['feeds:write', 'events:publish'],
  feeds: ['football.*'],
  rateLimitPerSecond: 50,
};
export const apiKey = {
  id: 'k7Qm2xPa',
  prefix: 'tl_k7Qm2xPa',
  ...newApiKey,
  createdBy: 'user:0198f6a2',
  createdAt: CREATED,
};
export const createdApiKey = { ...apiKey, key: 'tl_k7Qm2xPa_example-of-a-key-that-does-not-exist' };
export const rotatedApiKey = {
  ...createdApiKey,
  rotatedAt: '2026-06-12T18:00:00.000Z',
  previousKeyUntil: '2026-06-12T19:00:00.000Z',
};
export const auditEntry = {
  id: '918',
  at: CREATED,
  actor: 'user:0198f6a2',
  actorName: 'ada@example.com',
  action: 'feed.change',
  target: 'football.final',
  feed: 'football.final',
  address: '203.0.113.7',
  before: { title: 'ARG v FRA' },
  after: { title: 'Argentina v France' },
};
export const newWebhook = { url: 'https://scores.example/hooks', feeds: ['football.*'], types: ['goal'] };
export const webhook = {
  id: 'wh_1a2b3c',
  ...newWebhook,
  status: 'active',
  owner: 'key:k7Qm2xPa',
  createdAt: CREATED,
  updatedAt: CREATED,
};
export const createdWebhook = { ...webhook, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
export const delivery = {
  id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
  kind: 'event',
  type: 'goal',
  feed: feed.id,
  epoch: EPOCH,
  seq: 4,
  status: 'delivered',
  attempts: 1,
  firstAttemptAt: AT,
  lastAttemptAt: AT,
  durationMs: 41,
  responseStatus: 204,
};
const messageFeed = { id: feed.id, kind: 'football', title: feed.title, tags: feed.tags, epoch: EPOCH };
export const eventMessage = { type: 'goal', timestamp: AT, feed: messageFeed, data: goalEvent };
export const resyncMessage = {
  type: 'feed.resync',
  timestamp: AT,
  feed: messageFeed,
  data: { feed: feed.id, reason: 'retention', epoch: EPOCH, seq: 3 },
};
export const testMessage = { type: 'webhook.test', timestamp: AT, data: { webhook: 'wh_1a2b3c' } };
export const readiness = { status: 'ready', node: 'n1', checks: { database: { status: 'ok' } } };
export const cluster = {
  epoch: EPOCH,
  nodes: [
    {
      id: 'n1',
      version: '0.1.0',
      startedAt: CREATED,
      connections: { websocket: 812, polling: 3, sse: 40 },
      subscriptions: 2411,
      rates: { publishedPerSecond: 21.5, deliveredPerSecond: 16_210, relayedPerSecond: 43 },
      lag: { relayMs: { p50: 2, p99: 9 } },
      latency: { publishMs: { p50: 4, p99: 21 }, commitMs: { p50: 3, p99: 12 } },
      load: { cpu: 0.31, eventLoop: 0.28, memoryBytes: 214_000_000 },
      relayHealthy: true,
      draining: false,
      self: true,
      heardMsAgo: 0,
    },
  ],
  totals: { connections: 855, subscriptions: 2411, publishedPerSecond: 21.5, deliveredPerSecond: 16_210 },
  feeds: [{ feed: feed.id, viewers: 611 }],
};

export const system = {
  node: 'n1',
  version: '0.1.0',
  runtime: '24.11.0',
  startedAt: CREATED,
  epoch: EPOCH,
  database: { kind: 'postgresql', status: 'ok', version: '18.1', answeredInMs: 1, clockAheadMs: 3 },
  relay: { kind: 'local', status: 'ok' },
  hints: [
    {
      code: 'single_node',
      detail: 'Without REDIS_URL this is the only node. Set it before you start a second one.',
    },
  ],
};
