import type { MessageDocument } from '../asyncapi.js';
import type { JsonSchema } from '../json-schema.js';
import type { ApiDocument } from '../openapi.js';
import { TAGS } from '../operation.js';
import { Html, html, inline, prose } from './html.js';
import { SchemaView } from './schema-view.js';
import { STYLE } from './style.js';

type Members = Readonly<Record<string, JsonSchema>>;
interface Shown {
  readonly method: string;
  readonly path: string;
  readonly operation: JsonSchema;
}

/** Byte for byte what its digest is of. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const REST = new SchemaView('schema');
const MESSAGES = new SchemaView('payload');
const members = (value: unknown): Members => (value ?? {}) as Members;
const text = (value: unknown): string => String(value ?? '');

/** One page of both documents, without scripts. */
export function renderPage(rest: ApiDocument, messages: MessageDocument): string {
  const info = members(rest)['info'] as JsonSchema;
  const shown = Object.entries(rest.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Touchline interface</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <nav aria-label="Contents">${contents(shown, messages)}</nav>
        <main>
          <h1>Touchline interface <span class="dim">${text(info['version'])}</span></h1>
          <p><a href="/api/openapi.json">OpenAPI 3.1</a> · <a href="/api/asyncapi.json">AsyncAPI 3.0</a></p>
          ${prose(text(info['description']))}
          ${Object.entries(TAGS).map(([tag, about]) => section(tag, about, shown, rest))}
          ${problemSection(rest)} ${messageSection(messages)}
          ${schemaSection('schemas', 'Schemas of REST', rest.components['schemas'] ?? {}, REST)}
          ${schemaSection('payloads', 'Schemas of messages', messages.components.schemas, MESSAGES)}
        </main>
      </body>
    </html> `;
  return page.text;
}

function contents(shown: readonly Shown[], messages: MessageDocument): Html {
  const groups = Object.keys(TAGS).map(
    (tag) =>
      html`<h2>${tag}</h2>
        ${shown
          .filter(({ operation }) => tagOf(operation) === tag)
          .map(
            ({ operation }) =>
              html`<a href="#${text(operation['operationId'])}">${text(operation['summary'])}</a>`,
          )}`,
  );
  const names = Object.entries(messages.components.messages).map(
    ([id, { name }]) => html`<a href="#message-${id}">${text(name)}</a>`,
  );
  return html`<strong>Touchline</strong>${groups}
    <h2>Messages</h2>
    ${names}
    <h2>Schemas</h2>
    <a href="#problems">Problems</a><a href="#schemas">of REST</a><a href="#payloads">of messages</a>`;
}

const tagOf = (operation: JsonSchema): string => (operation['tags'] as readonly string[])[0] ?? '';

function section(tag: string, about: string, shown: readonly Shown[], rest: ApiDocument): Html {
  const mine = shown.filter(({ operation }) => tagOf(operation) === tag);
  return html`<section>
    <h2>${tag}</h2>
    <p>${about}</p>
    ${mine.map((one) => operationView(one, rest))}
  </section>`;
}

function operationView({ method, path, operation }: Shown, rest: ApiDocument): Html {
  const parameters = (operation['parameters'] ?? []) as readonly JsonSchema[];
  const body = operation['requestBody'] as JsonSchema | undefined;
  return html`<details>
    <summary>
      <span class="method ${method}">${method}</span> <span class="path">${path}</span
      ><span class="dim">${text(operation['summary'])}</span>
    </summary>
    <div id="${text(operation['operationId'])}">
      ${prose(operation['description'] as string | undefined)}
      <p>${credentials(operation['security'] as readonly Members[])}</p>
      ${
        parameters.length > 0 &&
        html`<h4>Parameters</h4>
          ${parameterTable(parameters, rest)}`
      }
      ${
        body &&
        html`<h4>Body</h4>
          ${contentView(members(body['content']))}`
      }
      <h4>Answers</h4>
      ${answers(members(operation['responses']), rest)}
    </div>
  </details>`;
}

function credentials(security: readonly Members[]): Html {
  if (security.length === 0) return html`<span class="tag">no credential</span>`;
  const scopes = Object.values(security[security.length - 1] ?? {}).flat() as unknown as readonly string[];
  const open = security.some((one) => Object.keys(one).length === 0);
  const names = security.flatMap((one) => Object.keys(one));
  return html`${open && html`<span class="tag">public where the feed is</span> `}${names.map(
    (name) => html`<span class="tag">${name}</span> `,
  )}${scopes.map((scope) => html`<span class="tag">scope ${scope}</span>`)}`;
}

function resolve(part: JsonSchema, rest: ApiDocument): JsonSchema {
  const ref = part['$ref'];
  if (typeof ref !== 'string') return part;
  const [, , group = '', name = ''] = ref.split('/');
  return rest.components[group]?.[name] ?? {};
}

function parameterTable(parameters: readonly JsonSchema[], rest: ApiDocument): Html {
  const rows = parameters
    .map((parameter) => resolve(parameter, rest))
    .map(
      ({ name, in: place, required, description, schema }) =>
        html`<tr>
          <td>
            <code>${text(name)}</code>
            <span class="dim">${text(place)}${required === true ? ', required' : ''}</span>
          </td>
          <td>${REST.type(schema as JsonSchema)}</td>
          <td>${inline(text(description))}</td>
        </tr>`,
    );
  return html`<div class="wide">
    <table>
      <tr>
        <th>Name</th>
        <th>Type</th>
        <th>Meaning</th>
      </tr>
      ${rows}
    </table>
  </div>`;
}

function contentView(content: Members): Html {
  const views = Object.entries(content).map(([type, { schema, examples }]) => {
    const shown = Object.entries(members(examples)).map(
      ([name, { value }]) =>
        html`<p class="dim">${name}</p>
          <pre tabindex="0">${shownValue(value)}</pre>`,
    );
    return html`<p><code>${type}</code> ${REST.type((schema ?? {}) as JsonSchema)}</p>
      ${shown}`;
  });
  return html`${views}`;
}

const shownValue = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

function answers(responses: Members, rest: ApiDocument): Html {
  const views = Object.entries(responses).map(([status, response]) => {
    const shared = /\/responses\/(\w+)$/.exec(text(response['$ref']))?.[1];
    if (shared !== undefined)
      return html`<p>
        <code>${status}</code> <a href="#problem-${shared}">${problemText(shared, rest)}</a>
      </p>`;
    const { description, headers, content } = resolve(response, rest);
    const names = Object.keys(members(headers));
    return html`<details>
      <summary><code>${status}</code><span>${inline(text(description))}</span></summary>
      <div>
        ${names.length > 0 && html`<p class="dim">Headers: ${names.join(', ')}</p>`}${contentView(members(content))}
      </div>
    </details>`;
  });
  return html`${views}`;
}

const problemText = (name: string, rest: ApiDocument): Html =>
  inline(text(rest.components['responses']?.[name]?.['description']));

function problemSection(rest: ApiDocument): Html {
  const views = Object.entries(rest.components['responses'] ?? {}).map(
    ([name, response]) =>
      html`<details>
        <summary>${problemText(name, rest)}</summary>
        <div id="problem-${name}">${contentView(members(response['content']))}</div>
      </details>`,
  );
  return html`<section>
    <h2 id="problems">Problems</h2>
    ${views}
  </section>`;
}

function messageSection(document: MessageDocument): Html {
  const views = Object.entries(document.components.messages).map(([id, message]) => {
    const examples = (message['examples'] ?? []) as readonly JsonSchema[];
    return html`<details>
      <summary>
        <span class="path">${text(message['name'])}</span>
        <span class="dim">${inline(text(message['summary']))}</span>
      </summary>
      <div id="message-${id}">
        <p>${MESSAGES.type(message['payload'] as JsonSchema)}</p>
        ${examples.map(({ payload }) => html`<pre tabindex="0">${shownValue(payload)}</pre>`)}
      </div>
    </details>`;
  });
  const { description } = members(document['channels'])['sockets'] ?? {};
  return html`<section>
    <h2>Messages</h2>
    ${prose(text(description))}
    <p>Server-Sent Events bear the same names, and the same JSON as <code>data:</code>.</p>
    ${views}
  </section>`;
}

function schemaSection(id: string, title: string, schemas: Members, view: SchemaView): Html {
  const views = Object.entries(schemas).map(
    ([name, schema]) =>
      html`<details>
        <summary><strong>${name}</strong></summary>
        <div id="${view.anchor(name)}">
          ${prose(schema['description'] as string | undefined)}${view.body(schema)}
        </div>
      </details>`,
  );
  return html`<section>
    <h2 id="${id}">${title}</h2>
    ${views}
  </section>`;
}
