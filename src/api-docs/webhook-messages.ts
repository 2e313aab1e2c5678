import { schemaRef, type SchemaName } from './components.js';
import * as example from './examples.js';
import type { JsonSchema } from './json-schema.js';

const HEADERS = {
  'webhook-id': 'The same for every attempt: ignore those that you know.',
  'webhook-timestamp': 'Seconds since 1970, of this attempt.',
  'webhook-signature': 'One Standard Webhooks signature for each secret that is valid.',
};

const MESSAGES: Readonly<Record<string, { summary: string; schema: SchemaName; value: unknown }>> = {
  event: { summary: 'An event', schema: 'EventMessage', value: example.eventMessage },
  resync: {
    summary: 'Some events may be missing, or come again',
    schema: 'ResyncMessage',
    value: example.resyncMessage,
  },
  test: { summary: 'A test', schema: 'TestMessage', value: example.testMessage },
};

/** What the server sends to the URLs of webhooks. */
export function webhookMessages(type: string): Record<string, JsonSchema> {
  const parameters = Object.entries(HEADERS).map(([name, description]) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  }));
  return Object.fromEntries(
    Object.entries(MESSAGES).map(([name, { summary, schema, value }]) => [
      name,
      {
        post: {
          operationId: `on${name.replace(/^./, (first) => first.toUpperCase())}`,
          tags: ['Webhooks'],
          summary,
          security: [],
          parameters,
          requestBody: {
            required: true,
            content: { [type]: { schema: schemaRef(schema), examples: { [name]: { value } } } },
          },
          responses: {
            '2XX': { description: 'Received. The next message of the feed is sent.' },
            '4XX': { description: 'Tried again later, for 24 hours; 410 pauses the webhook.' },
          },
        },
      },
    ]),
  );
}
