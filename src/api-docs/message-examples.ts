import { feed, feedEditors, resyncMessage, snapshotMessage, streamedGoal } from './examples.js';

const { epoch } = resyncMessage.data;
const meta = {
  kind: feed.kind,
  title: feed.title,
  tags: feed.tags,
  config: feed.config,
  startsAt: feed.startsAt,
};
const snapshot = { state: feed.state, checksum: feed.checksum };
const notFound = {
  code: 'not_found',
  detail: 'There is no feed "football.fnial".',
  retryable: false,
};
const change = { feed: feed.id, fromSeq: 3, seq: 4, patch: { score: { home: 1 } }, at: feed.updatedAt };

/** Payloads by the name of their message; a test holds each to its schema. */
export const MESSAGE_EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  subscribe: [
    { feeds: [{ id: feed.id }] },
    { feeds: [{ id: feed.id, position: { epoch, seq: 3 } }] },
    {
      feeds: [{ id: feed.id, contract: 'latest', maxRateHz: 2 }],
      tags: [{ tag: 'world-cup', maxRateHz: 1 }],
    },
  ],
  'subscribe.answer': [
    {
      feeds: [
        {
          id: feed.id,
          epoch,
          seq: 4,
          effective: { contract: 'every', delaySeconds: 0 },
          snapshot,
          recovered: false,
          meta,
        },
        { id: 'football.fnial', error: notFound },
      ],
      serverTime: '2022-12-18T15:23:10.000Z',
    },
    {
      feeds: [
        {
          id: feed.id,
          epoch,
          seq: 4,
          effective: { contract: 'every', delaySeconds: 0 },
          events: [streamedGoal],
          recovered: true,
          meta,
        },
      ],
      tags: [
        {
          tag: 'world-cup',
          effective: { contract: 'latest', maxRateHz: 1, delaySeconds: 0 },
          feeds: [{ feed: feed.id, epoch, seq: 4, snapshot, meta }],
        },
      ],
      serverTime: '2022-12-18T15:23:10.000Z',
    },
  ],
  unsubscribe: [{ feeds: [feed.id] }],
  'editors.watch': [{ feeds: [feed.id] }, { feeds: ['*'] }],
  'editors.answer': [{ feeds: [feedEditors] }],
  'feed.editors': [feedEditors],
  'auth.refresh': [{ token: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' }],
  done: [{ ok: true }],
  refused: [
    {
      error: {
        code: 'validation_failed',
        detail: 'feeds.0.id: must be a feed id',
        retryable: false,
        errors: [{ path: 'feeds.0.id', message: 'must be a feed id' }],
      },
    },
  ],
  'feed.events': [{ feed: feed.id, events: [streamedGoal] }],
  'feed.state': [change],
  'tag.state': [
    { tag: 'world-cup', feeds: [change], left: [{ feed: 'football.third', reason: 'untagged' }] },
  ],
  'feed.snapshot': [snapshotMessage],
  'feed.check': [{ feed: feed.id, seq: 4, checksum: feed.checksum }],
  'feed.health': [{ feed: feed.id, status: 'stale', since: feed.updatedAt }],
  'feed.closed': [{ feed: feed.id, reason: 'archived' }],
  'feed.meta': [{ feed: feed.id, meta }],
  'server.draining': [{ reconnectAfterMs: 15_000 }],
  'auth.expiring': [{ at: '2022-12-18T16:00:00.000Z' }],
  error: [
    {
      code: 'slow_consumer',
      detail: 'Too much is waiting to be sent to this client.',
      retryable: true,
    },
  ],
};
