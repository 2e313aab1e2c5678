import { eventPath, feedPath, holdPath } from '../../core/protocol/rest.js';
import * as example from '../examples.js';
import { json, NDJSON_TYPE, NO_BODY, type Answer, type Operation } from '../operation.js';

const EVENTS = '/api/v1/feeds/{id}/events';
const HOLDS = '/api/v1/feeds/{id}/holds';

const outcome = (name: string, event: unknown): Readonly<Record<number, Answer>> => ({
  200: {
    description: 'The first event of this idempotency key: nothing new was written.',
    headers: ['Idempotent-Replayed', 'Location'],
    content: json('Event', { [name]: event }),
  },
  201: {
    description: 'Committed.',
    headers: ['Location'],
    content: json('Event', { [name]: event }),
  },
  202: {
    description: 'The feed holds updates back: it waits, and nothing of it is public.',
    headers: ['Idempotent-Replayed'],
    content: json('Hold', { held: example.hold }),
  },
});

const appending = {
  tag: 'Publishing',
  need: 'events:publish',
  headers: ['Idempotency-Key', 'If-Match'],
  problems: ['not_found', 'conflict', 'idempotency_mismatch', 'precondition_failed'],
} as const;

const publishing: readonly Operation[] = [
  {
    ...appending,
    method: 'post',
    path: EVENTS,
    id: 'publish',
    summary: 'Publish an update',
    description:
      '2xx only after the database committed. 503 and a lost connection mean *unknown*: retry with the same `Idempotency-Key`.',
    pathParts: feedPath,
    body: json('Update', {
      football: example.goal,
      quote: example.trade,
      custom: example.free,
      late: example.late,
    }),
    answers: outcome('goal', example.goalEvent),
  },
  {
    ...appending,
    method: 'post',
    path: `${EVENTS}/{seq}/amend`,
    id: 'amend',
    summary: 'Correct an event',
    description:
      'Appends an event of type `amend`. What is omitted stays as it is; of several amends the last wins. History keeps the original.',
    pathParts: eventPath,
    body: json('Amend', {
      player: { data: { team: 'home', player: 'Ángel Di María' }, reason: 'wrong player' },
    }),
    answers: outcome('amend', {
      ...example.voidEvent,
      type: 'amend',
      data: { team: 'home', player: 'Ángel Di María' },
      patch: { goals: { 4: { player: 'Ángel Di María' } } },
      reason: 'wrong player',
    }),
  },
  {
    ...appending,
    method: 'post',
    path: `${EVENTS}/{seq}/void`,
    id: 'void',
    summary: 'Strike an event',
    description:
      'Appends an event of type `void`. A voided event can be neither amended nor voided again (409).',
    pathParts: eventPath,
    body: json('Void', { offside: { reason: 'offside, after the review' } }),
    answers: outcome('void', example.voidEvent),
  },
  {
    method: 'post',
    path: '/api/v1/events',
    id: 'publishBatch',
    tag: 'Publishing',
    summary: 'Publish updates of many feeds',
    description:
      'As JSON up to 1,000, or as NDJSON of any length, answered line by line while it streams. Items of one feed keep their order; a rejected item stops no other. `data` is judged by the kind of the feed. `Idempotency-Key` and `If-Match` are refused here: each item has its `idempotencyKey`.',
    need: 'events:publish',
    body: {
      ...json('Batch', { batch: example.batch }),
      [NDJSON_TYPE]: { examples: { lines: example.ndjson } },
    },
    answers: {
      200: {
        description: 'What became of each item, in the order of the items. NDJSON: one `ItemResult` a line.',
        content: {
          ...json('BatchAnswer', { results: example.batchAnswer }),
          [NDJSON_TYPE]: { examples: { lines: example.ndjsonAnswer } },
        },
      },
    },
  },
];

const holding = { tag: 'Holds', need: 'events:publish', pathParts: holdPath, ...NO_BODY } as const;

const holds: readonly Operation[] = [
  {
    method: 'get',
    path: HOLDS,
    id: 'listHolds',
    tag: 'Holds',
    summary: 'What waits, in the order of receipt',
    need: 'events:publish',
    pathParts: feedPath,
    answers: {
      200: { description: 'All that waits.', content: json('HoldList', { holds: example.holdList }) },
    },
    problems: ['not_found'],
  },
  {
    ...holding,
    method: 'post',
    path: `${HOLDS}/{holdId}/publish`,
    id: 'publishHold',
    summary: 'Publish a held update now',
    answers: {
      201: {
        description: 'Its event.',
        headers: ['Location'],
        content: json('Event', { goal: example.goalEvent }),
      },
    },
    problems: ['not_found', 'conflict'],
  },
  {
    ...holding,
    method: 'delete',
    path: `${HOLDS}/{holdId}`,
    id: 'cancelHold',
    summary: 'Cancel a held update',
    description: 'There is no public trace of it. One that was released or cancelled: 409.',
    answers: { 204: { description: 'It is cancelled.' } },
    problems: ['not_found', 'conflict'],
  },
];

export const PUBLISHING_OPERATIONS: readonly Operation[] = [...publishing, ...holds];
