import * as example from '../examples.js';
import { json, type Answer, type Operation } from '../operation.js';

const document = (description: string): Readonly<Record<number, Answer>> => ({
  200: { description, headers: ['ETag'], content: json('JsonObject') },
  304: { description: 'It is as your `If-None-Match` says.', headers: ['ETag'] },
});

export const RUNNING_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/cluster',
    id: 'getCluster',
    tag: 'Running',
    summary: 'The nodes, their load, and the most viewed feeds',
    need: 'admin',
    answers: {
      200: {
        description: 'As this node heard of it.',
        content: json('Cluster', { cluster: example.cluster }),
      },
    },
  },
  {
    method: 'get',
    path: '/api/v1/system',
    id: 'getSystem',
    tag: 'Running',
    summary: 'How the node that answers is set up, and what its operator may want to change',
    need: 'admin',
    answers: {
      200: { description: 'As it is now.', content: json('System', { system: example.system }) },
    },
  },
  {
    method: 'get',
    path: '/healthz',
    id: 'live',
    tag: 'Running',
    summary: 'Live: the event loop still answers',
    answers: { 200: { description: 'It does.', content: json('Liveness', { live: { status: 'ok' } }) } },
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'ready',
    tag: 'Running',
    summary: 'Ready: send traffic here',
    answers: {
      200: { description: 'Ready.', content: json('Readiness', { ready: example.readiness }) },
      503: {
        description: 'Draining, or something that it needs is away.',
        content: json('Readiness', { draining: { ...example.readiness, status: 'draining' } }),
      },
    },
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'metrics',
    tag: 'Running',
    summary: 'Metrics for Prometheus',
    answers: { 200: { description: 'Metrics.', content: { 'text/plain': {} } } },
  },
  {
    method: 'get',
    path: '/api/docs',
    id: 'readDocs',
    tag: 'Running',
    summary: 'This document for people',
    headers: ['If-None-Match'],
    answers: {
      200: { description: 'A page.', headers: ['ETag'], content: { 'text/html': {} } },
      304: { description: 'It is as your `If-None-Match` says.', headers: ['ETag'] },
    },
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    id: 'getOpenApi',
    tag: 'Running',
    summary: 'This document',
    headers: ['If-None-Match'],
    answers: document('OpenAPI 3.1.'),
  },
  {
    method: 'get',
    path: '/api/asyncapi.json',
    id: 'getAsyncApi',
    tag: 'Running',
    summary: 'The messages of sockets and streams',
    headers: ['If-None-Match'],
    answers: document('AsyncAPI 3.0.'),
  },
];
