import { byFeedQuery, tabPath } from '../../core/protocol/editing.js';
import { feedPath } from '../../core/protocol/rest.js';
import * as example from '../examples.js';
import { json, NO_BODY, type Operation } from '../operation.js';

const EDITORS = '/api/v1/feeds/{id}/editors';
const LOCK = '/api/v1/feeds/{id}/lock';

const common = { tag: 'Editors', need: 'events:publish' } as const;
const now = {
  200: {
    description: 'Who edits the feed now.',
    content: json('FeedEditors', { held: example.feedEditors, free: example.freeDesk }),
  },
} as const;

/** The desks: who has which open, and who holds it. */
export const EDITING_OPERATIONS: readonly Operation[] = [
  {
    ...common,
    method: 'get',
    path: '/api/v1/editors',
    id: 'listEditors',
    summary: 'Who edits what',
    description:
      'All feeds that somebody edits, of those that you may both publish and see live. A socket hears of changes by `editors.watch`.',
    query: byFeedQuery,
    answers: {
      200: {
        description: 'By feed id.',
        content: json('FeedEditorsList', { two: { items: [example.feedEditors, example.freeDesk] } }),
      },
    },
  },
  {
    ...common,
    method: 'get',
    path: EDITORS,
    id: 'getEditors',
    summary: 'Who edits a feed',
    pathParts: feedPath,
    answers: now,
    problems: ['not_found'],
  },
  {
    ...common,
    method: 'post',
    path: EDITORS,
    id: 'meetEditors',
    summary: 'Be at the desk of a feed',
    description:
      'Say so again every 3 s: a tab that is silent for 10 s is forgotten, and with it the lock that it held. `tab` is an id that your tab makes up; others never see it.',
    pathParts: feedPath,
    body: json('EditorTab', { tab: { tab: example.tab } }),
    answers: now,
    problems: ['not_found', 'conflict'],
  },
  {
    ...common,
    ...NO_BODY,
    method: 'delete',
    path: `${EDITORS}/{tab}`,
    id: 'leaveEditors',
    summary: 'Leave the desk',
    description: 'Gives back its lock too. Only your own tabs; a tab that is not there has left.',
    pathParts: tabPath,
    answers: { 204: { description: 'The tab is gone.' } },
  },
  {
    ...common,
    method: 'post',
    path: LOCK,
    id: 'takeLock',
    summary: 'Hold the desk of a feed',
    description:
      'Advice to other editors: what is published is refused to nobody for it. Also says that the tab is at the desk. While somebody else holds it: 409, and `lock` tells who; with `takeOver` it is taken from them, and they are told at once.',
    pathParts: feedPath,
    body: json('TakeLock', { take: { tab: example.tab }, takeOver: { tab: example.tab, takeOver: true } }),
    answers: now,
    problems: ['not_found', 'conflict'],
  },
  {
    ...common,
    ...NO_BODY,
    method: 'delete',
    path: `${LOCK}/{tab}`,
    id: 'releaseLock',
    summary: 'Give the desk back',
    description: 'Nothing happens if that tab of yours does not hold it.',
    pathParts: tabPath,
    answers: { 204: { description: 'The tab does not hold it.' } },
  },
];
