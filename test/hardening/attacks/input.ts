import type { Remote } from '../../support/remote.js';
import { RawConnection } from '../../support/raw-http.js';
import { waitFor } from '../../support/wait-for.js';
import type { Attacks } from './attacks.js';

/** What a terminal, or whatever reads lines, would act upon. */
const controlsOf = (text: string) => [...text].filter((character) => /\p{Cc}/u.test(character));
const MEGABYTE = 1024 * 1024;

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}

/** Refuses a schema and says where, while others are served. */
async function refusesSchema(remote: Remote, schema: unknown): Promise<void> {
  const body = { id: 'bomb', kind: 'custom', title: 'x', config: { schema } };
  const begun = performance.now();
  const [answer, healthy] = await Promise.all([
    remote.call('/feeds', { body }),
    fetch(`${remote.url}/healthz`),
  ]);
  const text = JSON.stringify(schema).slice(0, 100);
  const { code, errors } = answer.json as Problem;
  expect([text, answer.status, code, errors?.[0]?.path]).toEqual([
    ...[text, 422, 'validation_failed'],
    expect.stringMatching(/^config/),
  ]);
  expect(healthy.status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(4000);
}

/** On what is sent: bodies, schemas, patterns, and what becomes of them in logs. */
export const INPUT: Attacks = {
  'prototype pollution: __proto__ is refused, constructor is a key like others': async ({ remote }) => {
    await remote.feed('polluted');
    const set = (data: string) =>
      remote.call('/feeds/polluted/events', { body: `{"type":"set","data":${data}}` });
    for (const data of ['{"__proto__":{"polluted":1}}', '{"a":[{"__proto__":{"polluted":1}}]}']) {
      const answer = await set(data);
      expect([data, answer.status]).toEqual([data, 422]);
      expect((answer.json as Problem).errors?.[0]?.path).toContain('__proto__');
    }
    const top = await remote.call('/feeds', {
      body: '{"id":"p2","kind":"custom","title":"x","__proto__":{"publicDelaySeconds":9}}',
    });
    expect(top.status).toBe(422);
    expect((await set('{"constructor":{"prototype":{"polluted":1}},"toString":1}')).status).toBe(201);
    await remote.feed('clean');
    const { state } = (await remote.call('/feeds/clean')).json as { state: object };
    expect([state, 'polluted' in state]).toEqual([{}, false]);
  },

  'ReDoS in patterns: a slow pattern is refused, and one that is held costs nothing': async ({ remote }) => {
    for (const pattern of ['^(a+)+$', '^(a|a)*$', '(.*)*x', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a*a*a*b'])
      await refusesSchema(remote, { properties: { a: { type: 'string', pattern } } });
    await refusesSchema(remote, { patternProperties: { '^(a|a)*$': {} } });
    const feeds = [`${'*a'.repeat(5000)}*b`];
    const tooLong = await remote.call('/tokens', { body: { feeds, expiresInSeconds: 60 } });
    expect(tooLong.status).toBe(422);
    const minted = await remote.call('/tokens', {
      body: { feeds: [`${'*a'.repeat(60)}*b`], expiresInSeconds: 60 },
    });
    const { token } = minted.json as { token: string };
    const begun = performance.now();
    for (let n = 0; n < 20; n++)
      expect((await remote.call(`/feeds/${'a'.repeat(128)}`, { key: token })).status).toBe(404);
    expect(performance.now() - begun).toBeLessThan(4000);
  },

  'JSON Schema bombs in custom feeds: refused by name, while others are served': async ({ remote }) => {
    const twice = (to: number) => ({ allOf: [{ $ref: `#/$defs/d${to}` }, { $ref: `#/$defs/d${to}` }] });
    const doubling = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`d${n}`, twice(n + 1)]));
    for (const schema of [
      { $ref: '#/$defs/d0', $defs: { ...doubling, d40: {} } },
      { $ref: '#' },
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
      { $ref: 'http://169.254.169.254/latest/meta-data' },
      { $ref: 'file:///etc/passwd' },
      JSON.parse('{"items":'.repeat(500) + '{}' + '}'.repeat(500)),
      { anyOf: Array(3000).fill({ anyOf: Array(30).fill({ type: 'object' }) }) },
    ])
      await refusesSchema(remote, schema);
    expect((await remote.call('/feeds/bomb')).status).toBe(404);
  },

  'oversized bodies: refused before they are read, deep ones without a crash': async ({
    remote,
    nodeUrl,
  }) => {
    await remote.feed('large');
    const set = (data: string) =>
      remote.call('/feeds/large/events', { body: `{"type":"set","data":${data}}` });
    expect((await set(`{"text":"${'x'.repeat(70_000)}"}`)).status).toBe(413);
    expect((await set(`{"text":"${'x'.repeat(5 * MEGABYTE)}"}`)).status).toBe(413);
    expect((await set(`${'{"a":'.repeat(400_000)}1${'}'.repeat(400_000)}`)).status).toBe(422);
    const lines = `{"feed":"large","type":"set","data":{"text":"${'x'.repeat(200_000)}"}}\n{"feed":"large","type":"set","data":{}}\n`;
    const batch = await remote.call('/events', {
      body: lines,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const statuses = batch.text.trim().split('\n');
    expect(statuses.map((line) => (JSON.parse(line) as { status: string }).status)).toEqual([
      ...['rejected', 'committed'],
    ]);
    using connection = await RawConnection.open(Number(new URL(nodeUrl).port));
    connection.send(`GET /api/v1/feeds HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect((await connection.answer()).status).toBe(431);
    expect((await remote.call('/feeds/large')).json).toMatchObject({ seq: 1 });
  },

  'log injection: a line stays a line, and a field a field': async ({ remote, nodeUrl, logLines }) => {
    const evil = 'x\n{"level":"fatal"}\r\u001b[2J';
    await remote.call('/feeds', { body: { id: 'titled', kind: 'custom', title: evil } });
    await remote.call('/auth/login', { key: null, body: { email: evil, password: evil } });
    const requests = [
      'GET /api/v1/feeds/a%0a%7B%22level%22%3A%22fatal%22%7D HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET /api/v1/feeds/%1b%5B31mred HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET /nowhere HTTP/1.1\r\nHost: x\r\nUser-Agent: \u009b31m{"level":"fatal"}\r\n\r\n',
      'GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Request-Id: a","level":"fatal\r\n\r\n',
      'GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1","level":"fatal\r\n\r\n',
    ];
    for (const request of requests) {
      using connection = await RawConnection.open(Number(new URL(nodeUrl).port));
      connection.send(Buffer.from(request, 'latin1'));
      expect((await connection.answer()).status).toBeGreaterThanOrEqual(400);
    }
    await fetch(`${nodeUrl}/the-last-of-them`);
    const lines = await waitFor(() => {
      const seen = logLines();
      return seen.some((line) => line.includes('the-last-of-them')) && seen;
    });
    for (const line of lines) {
      expect(controlsOf(line.trimEnd())).toEqual([]);
      expect((JSON.parse(line) as { level: string }).level).not.toBe('fatal');
    }
  },
};
