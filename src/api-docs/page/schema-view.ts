import type { JsonSchema } from '../json-schema.js';
import { html, inline, type Html } from './html.js';

/** Schemas as people read them: a table of fields, and types that link to what they name. */
export class SchemaView {
  /** @param prefix of the anchors of this document's schemas */
  constructor(private readonly prefix: string) {}

  anchor(name: string): string {
    return `${this.prefix}-${name}`;
  }

  /** The type in one line. */
  type(schema: JsonSchema): Html {
    const { $ref: ref, const: constant, enum: members, oneOf, anyOf, allOf, items, type, format } = schema;
    if (typeof ref === 'string') return this.#link(ref);
    if (constant !== undefined) return html`<code>${JSON.stringify(constant)}</code>`;
    if (Array.isArray(members))
      return join(
        members.map((member) => html`<code>${JSON.stringify(member)}</code>`),
        ' | ',
      );
    const choice = (oneOf ?? anyOf) as readonly JsonSchema[] | undefined;
    if (choice)
      return join(
        choice.map((part) => this.type(part)),
        ' | ',
      );
    if (Array.isArray(allOf))
      return join(
        (allOf as readonly JsonSchema[]).map((part) => this.type(part)),
        ' & ',
      );
    if (type === 'array') return html`list of ${this.type((items ?? {}) as JsonSchema)}`;
    return html`${String(type ?? 'any')}${format ? html` <span class="dim">${String(format)}</span>` : ''}`;
  }

  /** The fields of an object, those of inner objects too; else its type. */
  body(schema: JsonSchema): Html {
    const rows = this.#rows(schema, '');
    if (rows.length === 0) return html`<p>${this.type(schema)} ${limits(schema)}</p>`;
    return html`<div class="wide">
      <table>
        <tr>
          <th>Field</th>
          <th>Type</th>
          <th>Meaning</th>
        </tr>
        ${rows}
      </table>
    </div>`;
  }

  #rows(schema: JsonSchema, path: string): readonly Html[] {
    const required = new Set((schema['required'] ?? []) as readonly string[]);
    const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>);
    return properties.flatMap(([name, field]) => {
      const full = `${path}${name}`;
      const inner = field['type'] === 'array' ? ((field['items'] ?? {}) as JsonSchema) : field;
      const suffix = field['type'] === 'array' ? '[].' : '.';
      return [
        html`<tr>
          <td><code>${full}</code>${required.has(name) ? '' : html` <span class="dim">optional</span>`}</td>
          <td>${this.type(field)}</td>
          <td>${describe(field)} ${limits(field)}</td>
        </tr>`,
        ...this.#rows(inner, `${full}${suffix}`),
      ];
    });
  }

  #link(ref: string): Html {
    const name = ref.slice(ref.lastIndexOf('/') + 1);
    return html`<a href="#${this.anchor(name)}">${name}</a>`;
  }
}

function describe({ description }: JsonSchema): Html | undefined {
  return typeof description === 'string' ? inline(description) : undefined;
}

const LIMITS: readonly (readonly [keyword: string, text: string])[] = [
  ['minimum', '≥ '],
  ['exclusiveMinimum', '> '],
  ['maximum', '≤ '],
  ['minLength', 'characters ≥ '],
  ['maxLength', 'characters ≤ '],
  ['minItems', 'items ≥ '],
  ['maxItems', 'items ≤ '],
  ['pattern', ''],
];

function limits(schema: JsonSchema): Html | undefined {
  const parts = LIMITS.filter(([keyword]) => schema[keyword] !== undefined).map(
    ([keyword, text]) => `${text}${String(schema[keyword])}`,
  );
  if (schema['default'] !== undefined) parts.push(`default ${JSON.stringify(schema['default'])}`);
  return parts.length > 0 ? html`<span class="dim">${parts.join(' · ')}</span>` : undefined;
}

function join(parts: readonly Html[], between: string): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${between}${part}`))}`;
}
