import { z } from 'zod';
import {
  newApiKeyBody,
  newTokenBody,
  newUserBody,
  loginBody,
  passwordBody,
  rotationBody,
  userChangeBody,
} from '../core/protocol/access.js';
import * as people from '../core/protocol/access-answers.js';
import * as feeds from '../core/protocol/answers.js';
import { editorBody, feedEditors, feedEditorsList, lockBody } from '../core/protocol/editing.js';
import * as messages from '../core/protocol/message-schemas.js';
import {
  amendBody,
  batchBody,
  batchItem,
  feedChangeBody,
  feedId,
  newFeedBody,
  noBody,
  voidBody,
} from '../core/protocol/rest.js';
import { newWebhookBody, webhookChangeBody } from '../core/protocol/webhooks.js';
import { convertAll, type JsonSchema } from './json-schema.js';
import { kindComponents } from './kind-schemas.js';

const SCHEMAS = 'schemas';
export const schemaRef = (name: string): JsonSchema => ({ $ref: `#/components/${SCHEMAS}/${name}` });

/** Every named schema of REST, but those of the kinds. */
export const REST_SCHEMAS = {
  FeedId: feedId,
  NewFeed: newFeedBody,
  FeedChange: feedChangeBody,
  Feed: feeds.feed,
  FeedList: feeds.feedList,
  Health: feeds.health,
  Event: feeds.event,
  EventList: feeds.eventList,
  AuthorList: feeds.authorList,
  StateAt: feeds.stateAt,
  Candle: feeds.candle,
  CandleList: feeds.candleList,
  Viewers: feeds.feedViewers,
  ViewersList: feeds.viewersList,
  EditorTab: editorBody,
  TakeLock: lockBody,
  Editor: feeds.editor,
  FeedEditors: feedEditors,
  FeedEditorsList: feedEditorsList,
  Amend: amendBody,
  Void: voidBody,
  Empty: noBody,
  BatchItem: batchItem,
  // What the server judges item by item, so that a bad one stops no other.
  Batch: batchBody.extend({ events: batchBody.shape.events.pipe(z.array(batchItem)) }),
  ItemResult: feeds.itemResult,
  BatchAnswer: feeds.batchAnswer,
  Hold: feeds.hold,
  HoldList: feeds.holdList,
  Problem: feeds.problem,
  Issue: feeds.issue,
  Login: loginBody,
  PasswordChange: passwordBody,
  Identity: people.identity,
  NewUser: newUserBody,
  UserChange: userChangeBody,
  User: people.user,
  UserList: people.userList,
  NewApiKey: newApiKeyBody,
  ApiKey: people.apiKey,
  CreatedApiKey: people.createdApiKey,
  KeyRotation: rotationBody,
  ApiKeyList: people.apiKeyList,
  NewToken: newTokenBody,
  MintedToken: people.mintedToken,
  AuditEntry: people.auditEntry,
  AuditList: people.auditList,
  NewWebhook: newWebhookBody,
  WebhookChange: webhookChangeBody,
  Webhook: people.webhook,
  CreatedWebhook: people.createdWebhook,
  WebhookList: people.webhookList,
  RotatedSecret: people.rotatedSecret,
  Delivery: people.delivery,
  DeliveryList: people.deliveryList,
  EventMessage: people.eventMessage,
  ResyncMessage: people.resyncMessage,
  TestMessage: people.testMessage,
  Node: people.node,
  Cluster: people.cluster,
  System: people.system,
  Liveness: people.liveness,
  Readiness: people.readiness,
  JsonObject: feeds.anyObject,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type SchemaName = keyof typeof REST_SCHEMAS | 'Update';

/** Schemas of what sockets and streams carry. */
export const MESSAGE_SCHEMAS = {
  FeedId: feedId,
  Event: feeds.streamedEvent,
  Issue: feeds.issue,
  MessageError: messages.messageError,
  Editor: feeds.editor,
  FeedEditors: feedEditors,
  FeedMeta: messages.feedMeta,
  Snapshot: messages.snapshot,
  Effective: messages.effective,
  FeedAnswer: messages.feedAnswer,
  FeedRefusal: messages.feedRefusal,
  TagAnswer: messages.tagAnswer,
  TagRefusal: messages.tagRefusal,
} as const satisfies Readonly<Record<string, z.ZodType>>;

/**
 * The schemas of the REST document. What may be published depends on the kind of the feed, which the body does not say: `Update` is any
 * of the kinds' updates, and within a kind `type` discriminates.
 * @param exact see `ConversionOptions`
 */
export function restSchemas(exact = false): Record<string, JsonSchema> {
  const { schemas, updates } = kindComponents();
  const uri = (id: string): string => `#/components/${SCHEMAS}/${id}`;
  const converted = convertAll({ ...REST_SCHEMAS, ...schemas }, { exact, uri });
  for (const { name, variants } of updates) {
    const entries = Object.entries(variants);
    if (entries.length === 0) continue;
    converted[name] = {
      oneOf: entries.map(([, variant]) => schemaRef(variant)),
      discriminator: {
        propertyName: 'type',
        mapping: Object.fromEntries(entries.map(([type, variant]) => [type, uri(variant)])),
      },
    };
  }
  // What a schema of one body cannot tell: which config goes with which kind.
  const config = {
    description: 'By the kind of the feed.',
    anyOf: Object.keys(schemas)
      .filter((name) => name.endsWith('Config'))
      .map(schemaRef),
  };
  for (const name of ['NewFeed', 'FeedChange']) fieldsOf(converted, name)['config'] = config;
  fieldsOf(converted, 'Batch')['events'] = {
    ...fieldsOf(converted, 'Batch')['events'],
    items: schemaRef('BatchItem'),
  };
  converted['Update'] = {
    description: 'By the kind of the feed.',
    anyOf: updates.map(({ name }) => schemaRef(name)),
  };
  return converted;
}

function fieldsOf(schemas: Readonly<Record<string, JsonSchema>>, name: string): Record<string, JsonSchema> {
  return schemas[name]?.['properties'] as Record<string, JsonSchema>;
}
