import { ERROR_STATUS, AppError, type ErrorCode } from '../core/protocol/errors.js';
import { SCOPES } from '../core/protocol/permissions.js';
import { restSchemas, schemaRef } from './components.js';
import { convert, type JsonSchema } from './json-schema.js';
import { operations } from './operations/operations.js';
import {
  ANSWER_HEADERS,
  JSON_TYPE,
  REQUEST_HEADERS,
  TAGS,
  type Answer,
  type AnswerHeader,
  type Content,
  type Operation,
} from './operation.js';
import { parameterText } from './parameters.js';
import { webhookMessages } from './webhook-messages.js';

export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly [part: string]: unknown;
}

const PROBLEM_TYPE = 'application/problem+json';
const SAFE_STATUS = 429;

const DESCRIPTION = `Live scores and tickers, streamed in order, once, provably.

Errors are \`application/problem+json\` (RFC 9457): branch on \`code\`. Every GET answers HEAD too. Unknown fields of a body are refused (422), unknown
query parameters are ignored; ignore fields of answers that you do not know. Every answer bears \`X-Request-Id\`. Faults of HTTP itself are
\`bad_request\` with the status that HTTP has for them (408, 431).

Sockets are described by \`/api/asyncapi.json\`. What a client may rely on in words: docs/protocol.md; a beginning with curl: docs/api.md.`;

/** What a caller must hold for a route: alternatives. */
function security({ need, queryToken }: Operation): readonly JsonSchema[] {
  if (need === undefined || need === 'unchecked') return [];
  const scopes = (SCOPES as readonly string[]).includes(need) ? [need] : [];
  const session = { session: scopes };
  if (need === 'person') return [session];
  const credentials = [{ bearer: scopes }, session, ...(queryToken ? [{ queryToken: scopes }] : [])];
  return need === 'nothing' ? [{}, ...credentials] : credentials;
}

/** What follows from the inputs and from who may call, and what the operation adds. */
export function problemsOf(operation: Operation): readonly ErrorCode[] {
  const { need, pathParts, query, headers, body, problems = [] } = operation;
  const codes = new Set<ErrorCode>(problems);
  if (need === undefined) return [...codes];
  codes.add('rate_limited');
  if (need !== 'unchecked') codes.add('unauthenticated');
  // A page of another origin may not use a session for a write.
  if (need !== 'nothing' && need !== 'anyone') codes.add('forbidden');
  if (body) for (const code of ['payload_too_large', 'unsupported_media_type'] as const) codes.add(code);
  if (body || pathParts || query) codes.add('bad_request');
  if (body || pathParts || query || headers) codes.add('validation_failed');
  codes.add('internal').add('unavailable');
  return (Object.keys(ERROR_STATUS) as ErrorCode[]).filter((code) => codes.has(code));
}

const pascal = (code: string): string =>
  code.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
const headerRefs = (names: readonly AnswerHeader[]): JsonSchema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const DETAILS: Partial<Record<ErrorCode, string>> = {
  bad_request: 'The body is not valid JSON.',
  unauthenticated: 'This credential is not valid.',
  forbidden: 'The credential does not cover this.',
  not_found: 'There is no feed "football.final".',
  conflict: 'The feed is archived: nothing can be published on it.',
  idempotency_mismatch: 'This idempotency key was used with another body.',
  precondition_failed: 'The head is 5, not 4.',
  payload_too_large: 'The body is larger than 4 MiB.',
  unsupported_media_type: 'Send the body as Content-Type: application/json.',
  validation_failed: 'data.team: must be one of home, away',
  rate_limited: 'This key may send 50 requests a second.',
  internal: 'Something went wrong here.',
  unavailable: 'The database cannot be reached now. Try again.',
};

function exampleProblem(code: ErrorCode): JsonSchema {
  const more = code === 'precondition_failed' ? { extensions: { head: 5 } } : {};
  const errors =
    code === 'validation_failed'
      ? { errors: [{ path: 'data.team', message: 'must be one of home, away' }] }
      : {};
  return { ...new AppError(code, DETAILS[code] ?? code, { ...more, ...errors }).toProblem() };
}

function problemResponse(codes: readonly ErrorCode[]): JsonSchema {
  const [first] = codes as readonly [ErrorCode];
  const status = ERROR_STATUS[first];
  const headers: AnswerHeader[] = status === SAFE_STATUS || status === 503 ? ['Retry-After'] : [];
  if (status === SAFE_STATUS) headers.push('RateLimit', 'RateLimit-Policy');
  if (first === 'unauthenticated') headers.push('WWW-Authenticate');
  const narrowed = { type: 'object', properties: { status: { const: status }, code: { enum: codes } } };
  return {
    description: codes.map((code) => `\`${code}\``).join(' or '),
    ...(headers.length > 0 ? { headers: headerRefs(headers) } : {}),
    content: {
      [PROBLEM_TYPE]: {
        schema: { allOf: [schemaRef('Problem'), narrowed] },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
      },
    },
  };
}

const problemName = (codes: readonly ErrorCode[]): string => codes.map(pascal).join('Or');

function byStatus(codes: readonly ErrorCode[]): readonly (readonly ErrorCode[])[] {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) groups.set(ERROR_STATUS[code], [...(groups.get(ERROR_STATUS[code]) ?? []), code]);
  return [...groups.values()];
}

function contents(content: Readonly<Record<string, Content>>): JsonSchema {
  return Object.fromEntries(
    Object.entries(content).map(([type, { schema, examples }]) => [
      type,
      {
        schema: schema === undefined ? { type: 'string' } : schemaRef(schema),
        ...(examples
          ? {
              examples: Object.fromEntries(
                Object.entries(examples).map(([name, value]) => [name, { value }]),
              ),
            }
          : {}),
      },
    ]),
  );
}

function response({ description, headers, content }: Answer, limited: boolean): JsonSchema {
  const all: AnswerHeader[] = [
    ...(headers ?? []),
    ...(limited ? (['RateLimit', 'RateLimit-Policy'] as const) : []),
  ];
  return {
    description,
    ...(all.length > 0 ? { headers: headerRefs(all) } : {}),
    ...(content ? { content: contents(content) } : {}),
  };
}

function parameters({ pathParts, query, headers, queryToken }: Operation): readonly JsonSchema[] {
  const from = (place: 'path' | 'query', schema: JsonSchema | undefined): JsonSchema[] => {
    const required = (schema?.['required'] ?? []) as readonly string[];
    return Object.entries((schema?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)
      .filter(([name]) => !(queryToken && name === 'access_token'))
      .map(([name, value]) => ({
        name,
        in: place,
        required: place === 'path' || required.includes(name),
        description: parameterText(name),
        schema: value,
        ...(value['type'] === 'array' ? { style: 'form', explode: false } : {}),
      }));
  };
  return [
    ...from('path', pathParts && convert(pathParts)),
    ...from('query', query && convert(query)),
    ...(headers ?? []).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function operationOf(operation: Operation): JsonSchema {
  const { id, tag, summary, description, need, body, bodyOptional, answers } = operation;
  const given = parameters(operation);
  const limited = need !== undefined && need !== 'unchecked';
  const successes = Object.entries(answers).map(([status, answer]) => [status, response(answer, limited)]);
  const problems = byStatus(problemsOf(operation)).map((codes) => [
    String(ERROR_STATUS[codes[0] as ErrorCode]),
    { $ref: `#/components/responses/${problemName(codes)}` },
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: security(operation),
    ...(given.length > 0 ? { parameters: given } : {}),
    ...(body ? { requestBody: { required: !bodyOptional, content: contents(body) } } : {}),
    responses: Object.fromEntries([...successes, ...problems]),
  };
}

function problemResponses(): Record<string, JsonSchema> {
  const groups = operations.flatMap((operation) => byStatus(problemsOf(operation)));
  const named = new Map(groups.map((codes) => [problemName(codes), problemResponse(codes)]));
  return Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function headerComponents(): Record<string, JsonSchema> {
  const texts = Object.entries(ANSWER_HEADERS);
  return Object.fromEntries(
    texts.map(([name, description]) => [
      name,
      { description, schema: name === 'Retry-After' ? { type: 'integer', minimum: 1 } : { type: 'string' } },
    ]),
  );
}

function headerParameters(): Record<string, JsonSchema> {
  const schemas: Partial<Record<string, JsonSchema>> = {
    'Idempotency-Key': { type: 'string', minLength: 1, maxLength: 255, examples: ['goal-1'] },
    'If-Match': { type: 'string', pattern: '^"(0|[1-9][0-9]{0,15})"$', examples: ['"7"'] },
  };
  return Object.fromEntries(
    Object.entries(REQUEST_HEADERS).map(([name, description]) => [
      name,
      { name, in: 'header', required: false, description, schema: schemas[name] ?? { type: 'string' } },
    ]),
  );
}

const SECURITY = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key (`tl_…`) with the scopes named, or the token of a spectator, which only reads.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'touchline_session',
    description:
      'A person who signed in; over TLS the cookie is `__Host-touchline_session`. Writes must come from a page of the same host or of `CORS_ORIGINS`.',
  },
  queryToken: {
    type: 'apiKey',
    in: 'query',
    name: 'access_token',
    description: 'A key or token for an EventSource, which cannot set headers. Never logged.',
  },
} as const;

/** The description of REST: OpenAPI 3.1. */
export function openApi(version: string): ApiDocument {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations)
    (paths[operation.path] ??= {})[operation.method] = operationOf(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Touchline',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server that this document came from.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    webhooks: webhookMessages(JSON_TYPE),
    components: {
      schemas: restSchemas(),
      responses: problemResponses(),
      parameters: headerParameters(),
      headers: headerComponents(),
      securitySchemes: SECURITY,
    },
  };
}
