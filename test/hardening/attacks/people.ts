import { waitFor } from '../../support/wait-for.js';
import { cookieOf, type Remote } from '../../support/remote.js';
import type { Attacks } from './attacks.js';

const PASSWORD = 'a long enough password';
let people = 0;

/** A new person who may sign in. */
async function somebody(remote: Remote, more: object = { role: 'viewer' }) {
  const email = `somebody-${++people}@example.com`;
  const answer = await remote.call('/users', { body: { email, password: PASSWORD, ...more } });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return { email, id: (answer.json as { id: string }).id, login: { email, password: PASSWORD } };
}

/** On people, their sessions and their passwords. */
export const PEOPLE: Attacks = {
  'session fixation: a session that the browser brings is never signed in, and ends': async ({ remote }) => {
    const { login } = await somebody(remote);
    const signIn = async (cookie: string) =>
      cookieOf(await remote.call('/auth/login', { key: null, body: login, headers: { cookie } }));
    const planted = `touchline_session=${'a'.repeat(12)}_${'b'.repeat(64)}`;
    const first = await signIn(planted);
    const second = await signIn(first);
    expect(new Set([planted, first, second]).size).toBe(3);
    for (const [cookie, status] of [
      [planted, 401],
      [`${second}; ${second}`, 401],
      [second, 200],
    ] as const)
      expect([cookie, (await remote.call('/auth/me', { cookie })).status]).toEqual([cookie, status]);
    // On another node the end of a session is known within two seconds.
    await waitFor(async () => (await remote.call('/auth/me', { cookie: first })).status === 401, {
      withinMs: 2000,
    });
  },

  'cross-site request forgery: a foreign page cannot write as whoever sees it': async ({ remote }) => {
    const { login } = await somebody(remote, { role: 'editor' });
    const cookie = await remote.login(login.email, login.password);
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${remote.url}.evil.example` },
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    const create = (headers: Record<string, string>) =>
      remote.call('/feeds', { cookie, headers, body: { id: 'forged', kind: 'custom', title: 'x' } });
    for (const headers of foreign) {
      expect([headers, (await create(headers)).status]).toEqual([headers, 403]);
      const leave = { method: 'POST', cookie, headers };
      expect([headers, (await remote.call('/auth/logout', leave)).status]).toEqual([headers, 403]);
    }
    expect((await remote.call('/feeds/forged')).status).toBe(404);
    expect((await create({ origin: remote.url })).status).toBe(201);
  },

  'timing: a wrong password takes as long as an unknown address, and tells the same': async ({ remote }) => {
    const { email } = await somebody(remote);
    const refused = async (address: string) => {
      const begun = performance.now();
      const answer = await remote.call('/auth/login', {
        key: null,
        body: { email: address, password: 'no' },
      });
      return { told: `${answer.status} ${answer.text}`, ms: performance.now() - begun };
    };
    await refused('warm-up@example.com');
    const known = [];
    const unknown = [];
    for (let n = 0; n < 4; n++) {
      known.push(await refused(email));
      unknown.push(await refused(`nobody-${n}@example.com`));
    }
    expect(new Set([...known, ...unknown].map(({ told }) => told)).size).toBe(1);
    const fastest = (answers: { ms: number }[]) => Math.min(...answers.map(({ ms }) => ms));
    expect(fastest(unknown)).toBeGreaterThan(fastest(known) / 3);
  },

  'mass assignment: fields that a caller may not set are refused by name': async ({ remote }) => {
    const { id } = await somebody(remote);
    const { login } = await somebody(remote);
    const bodies: [string, string, object, readonly string[]][] = [
      ['PATCH', `/users/${id}`, {}, ['id', 'version', 'passwordHash', 'createdAt', 'email']],
      [
        'POST',
        '/api-keys',
        { name: 'x', scopes: ['admin'] },
        ['id', 'hash', 'prefix', 'createdBy', 'version'],
      ],
      ['POST', '/auth/login', login, ['role', 'scopes', 'id']],
      ['POST', '/feeds', { id: 'mass', kind: 'custom', title: 'x' }, ['seq', 'epoch', 'state', 'createdAt']],
      ['POST', '/tokens', { feeds: ['a'], expiresInSeconds: 9 }, ['scopes', 'by', 'ver', 'iss', 'exp']],
      ['POST', '/webhooks', { url: 'https://a.example/', feeds: ['a'] }, ['owner', 'secret', 'leaseToken']],
    ];
    for (const [method, path, body, fields] of bodies) {
      for (const field of fields) {
        const { status, text } = await remote.call(path, { method, body: { ...body, [field]: 'x' } });
        expect([path, field, status, text]).toEqual([
          path,
          field,
          422,
          expect.stringContaining(`"${field}"`),
        ]);
      }
    }
  },
};
