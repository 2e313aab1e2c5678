import { createHash } from 'node:crypto';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { apiFiles, breakages, committed } from '../../test/support/api-files.js';
import { KINDS } from '../core/kinds/registry.js';
import { asyncApi, MESSAGES, messageSchemas } from './asyncapi.js';
import { restSchemas } from './components.js';
import type { JsonSchema } from './json-schema.js';
import { MESSAGE_EXAMPLES } from './message-examples.js';
import { openApi } from './openapi.js';
import { operations } from './operations/operations.js';
import { JSON_TYPE, NDJSON_TYPE } from './operation.js';
import { PublishedDocs } from './published.js';

jest.setTimeout(60_000);

const VERSION = '1.2.3';

/** Judges by a component of a document. */
function judge(schemas: Readonly<Record<string, JsonSchema>>): (name: string, value: unknown) => string {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'document', components: { schemas } });
  return (name, value) => {
    const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` });
    return validate(value) ? '' : ajv.errorsText(validate.errors);
  };
}

async function faults(document: object, minimal = false): Promise<readonly string[]> {
  const config = await createConfig({
    extends: [minimal ? 'minimal' : 'recommended'],
    rules: {
      // The document is served by whoever runs it.
      'no-server-example.com': 'off',
      // Probes, documents and logging out refuse nobody.
      'operation-4xx-response': 'off',
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer ?? ''} ${message}`,
  );
}

describe('the documents of the interface', () => {
  it('are committed as they are generated', async () => {
    const files = await apiFiles();
    const stale = Object.entries(files).filter(([path, text]) => committed(path) !== text);
    expect(stale.map(([path]) => `${path} is stale: run node scripts/api-docs.mjs`)).toEqual([]);
  });

  it('break no client of the committed ones', () => {
    expect(breakages()).toEqual([]);
  });

  it('pass the linter', async () => {
    expect(await faults(openApi(VERSION))).toEqual([]);
    expect(await faults(asyncApi(VERSION))).toEqual([]);
  });

  it('are refused by the linter when something is missing', async () => {
    const { paths, ...rest } = openApi(VERSION);
    expect(await faults(rest)).not.toEqual([]);
    expect(Object.keys(paths)).not.toEqual([]);
  });

  it('have an example of every body and answer of JSON, which fits', () => {
    const fits = judge(restSchemas());
    const contents = operations.flatMap(({ id, body, answers }) =>
      [body, ...Object.values(answers).map((answer) => answer.content)]
        .flatMap((content) => Object.values(content ?? {}))
        .map((content) => ({ id, ...content })),
    );
    const wrong: string[] = [];
    for (const { id, schema, examples = {} } of contents) {
      if (schema === undefined || schema === 'Empty' || schema === 'JsonObject') continue;
      if (Object.keys(examples).length === 0) wrong.push(`${id} has no example of ${schema}`);
      for (const [name, value] of Object.entries(examples)) {
        const fault = fits(schema, value);
        if (fault) wrong.push(`${id} ${name}: ${fault}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('have examples of NDJSON whose lines fit', () => {
    const fits = judge(restSchemas());
    const batch = operations.find(({ id }) => id === 'publishBatch');
    const linesOf = (examples: object | undefined) =>
      Object.values(examples ?? {}).flatMap((text) => (text as string).trim().split('\n'));
    const sent = linesOf(batch?.body?.[NDJSON_TYPE]?.examples);
    const answered = linesOf(batch?.answers[200]?.content?.[NDJSON_TYPE]?.examples);
    expect(sent.length + answered.length).toBeGreaterThan(2);
    expect(sent.map((line) => fits('BatchItem', JSON.parse(line)))).toEqual(sent.map(() => ''));
    expect(answered.map((line) => fits('ItemResult', JSON.parse(line)))).toEqual(answered.map(() => ''));
  });

  it('have an example of every message, which fits', () => {
    const fits = judge(messageSchemas());
    const document = asyncApi(VERSION);
    for (const name of Object.keys(MESSAGES))
      expect([name, MESSAGE_EXAMPLES[name]?.length ?? 0]).not.toEqual([name, 0]);
    for (const { name, payload, examples } of Object.values(document.components.messages)) {
      const schema = (payload as { $ref: string }).$ref.split('/').pop() as string;
      for (const example of examples as { payload: unknown }[])
        expect([name, fits(schema, example.payload)]).toEqual([name, '']);
    }
  });

  it('tell the data of every event type of every kind, by its type', () => {
    const schemas = restSchemas();
    const fits = judge(schemas);
    for (const { name, schemas: of } of Object.values(KINDS)) {
      const title = name.replace(/^./, (first) => first.toUpperCase());
      const update = schemas[`${title}Update`] as { discriminator?: { mapping: object } };
      expect(Object.keys(update.discriminator?.mapping ?? {})).toEqual([...(of.events?.keys() ?? [])]);
    }
    expect(fits('FootballUpdate', { type: 'goal', data: { team: 'home' } })).toBe('');
    expect(fits('FootballUpdate', { type: 'goal', data: { team: 'third' } })).not.toBe('');
    expect(fits('FootballUpdate', { type: 'trade', data: { price: '1', size: '1' } })).not.toBe('');
    expect(fits('QuoteUpdate', { type: 'trade', data: { price: '1', size: '1' } })).toBe('');
  });

  it('name what is limited, and what a number in a query may be', () => {
    const { paths } = openApi(VERSION);
    const parameters = paths['/api/v1/feeds/{id}/events']?.['get']?.['parameters'] as JsonSchema[];
    expect(parameters.find(({ name }) => name === 'limit')?.['schema']).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 5000,
      default: 500,
    });
  });

  it('are one page without scripts, whose links all lead somewhere', () => {
    const { page } = new PublishedDocs();
    const text = page.body.toString();
    expect(text).not.toMatch(/<script|javascript:|<img|<link| on\w+=| style=/i);
    const policy = page.headers?.['content-security-policy'] ?? '';
    const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
    for (const { path, id } of operations) {
      expect(text).toContain(path);
      expect(ids).toContain(id);
    }
  });

  it('are made once', () => {
    const docs = new PublishedDocs();
    expect(docs.openApi).toBe(docs.openApi);
    expect(docs.openApi.etag).not.toBe(docs.asyncApi.etag);
    expect(JSON.parse(docs.openApi.body.toString())).toHaveProperty('openapi', '3.1.0');
    expect(docs.openApi.type).toContain(JSON_TYPE);
  });
});
