import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT, exportSPKI, type JWTPayload } from 'jose';
import { io } from 'socket.io-client';
import { waitFor } from '../../support/wait-for.js';
import type { Attacks } from './attacks.js';
import type { Target } from './target.js';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sealed = (text: string, secret: string | Uint8Array, hash = 'sha256') =>
  `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
const now = () => Math.floor(Date.now() / 1000);
const claims = (more: JWTPayload = {}): JWTPayload => ({
  ...{ iss: 'touchline', aud: 'touchline:live', sub: 'spectator', jti: 'x' },
  ...{ iat: now(), exp: now() + 60, feeds: ['*'], by: 'key:admin', ver: 1 },
  ...more,
});

/** The statuses that tokens meet on a private feed: 200 only if they are believed. */
async function met({ remote, tokenSecret }: Target, tokens: readonly string[]): Promise<readonly number[]> {
  await remote.feed('private', { publicDelaySeconds: null });
  const genuine = sealed(`${part({ alg: 'HS256' })}.${part(claims())}`, tokenSecret);
  const status = async (key: string) => (await remote.call('/feeds/private', { key })).status;
  // So that the refusals mean something.
  expect(await status(genuine)).toBe(200);
  return Promise.all(tokens.map(status));
}

const refused = (tokens: readonly string[]) => tokens.map(() => 401);

/** On keys and tokens. */
export const CREDENTIALS: Attacks = {
  'key brute force: guesses are refused, and hold up nobody who has the key': async ({ remote }) => {
    const { key, prefix } = await remote.key({ scopes: ['feeds:read'] });
    const guesses = Array.from({ length: 200 }, (_, n) => {
      const tail = n.toString(16).padStart(4, '0');
      return n % 2 === 0 ? key.slice(0, -4) + tail : `${prefix}_${tail.repeat(16)}`;
    }).filter((guess) => guess !== key);
    const answers = await Promise.all(guesses.map((guess) => remote.call('/feeds', { key: guess })));
    expect(answers.filter(({ status }) => status !== 401 && status !== 429)).toEqual([]);
    expect((await remote.call('/auth/me', { key })).status).toBe(200);
  },

  'JWT algorithm confusion: only ours is tried, whatever the header names': async (target) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = await exportSPKI(publicKey as never);
    const body = part(claims());
    const tokens = [
      ...['none', 'None', 'NONE', ''].map((alg) => `${part({ alg })}.${body}.`),
      sealed(`${part({ alg: 'HS512' })}.${body}`, target.tokenSecret, 'sha512'),
      sealed(`${part({ alg: 'RS256' })}.${body}`, target.tokenSecret),
      sealed(`${part({ alg: 'HS256' })}.${body}`, pem),
      sealed(`${part({ alg: 'HS256' })}.${body}`, ''),
      await new SignJWT(claims()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey as never),
    ];
    expect(await met(target, tokens)).toEqual(refused(tokens));
  },

  'kid tricks: no header names the key': async (target) => {
    const mine = 'm'.repeat(32);
    const jwk = { kty: 'oct', k: Buffer.from(mine).toString('base64url') };
    const headers = [
      ...[{ kid: '../../../../dev/null' }, { kid: "x' UNION SELECT 'm" }, { jwk }],
      ...[{ jku: 'https://evil.example/jwks.json' }, { x5u: 'https://evil.example/cert' }],
    ];
    const tokens = [
      ...headers.map((header) => sealed(`${part({ alg: 'HS256', ...header })}.${part(claims())}`, mine)),
      sealed(`${part({ alg: 'HS256', kid: '/dev/null' })}.${part(claims())}`, new Uint8Array(32)),
      sealed(`${part({ alg: 'HS256', crit: ['x'], x: 1 })}.${part(claims())}`, target.tokenSecret),
    ];
    expect(await met(target, tokens)).toEqual(refused(tokens));
  },

  'expired and not-yet-valid tokens: neither is believed, nor one without an end': async (target) => {
    const payloads = [
      claims({ iat: 1_600_000_000, exp: 1_600_000_060 }),
      claims({ exp: now() - 1 }),
      claims({ nbf: 4_000_000_000 }),
      claims({ iat: 4_000_000_000, exp: 4_000_000_060 }),
      claims({ exp: undefined }),
      claims({ iat: 1_600_000_000, exp: 4_000_000_000 }),
    ];
    const tokens = payloads.map((payload) =>
      sealed(`${part({ alg: 'HS256' })}.${part(payload)}`, target.tokenSecret),
    );
    expect(await met(target, tokens)).toEqual(refused(tokens));
    const { remote } = target;
    const minted = await remote.call('/tokens', { body: { feeds: ['private'], expiresInSeconds: 5 } });
    const { token } = minted.json as { token: string };
    const socket = io(remote.url, { transports: ['websocket'], forceNew: true, auth: { token } });
    const told: string[] = [];
    socket.on('error', ({ code }: { code: string }) => told.push(code));
    try {
      const status = async () => (await remote.call('/feeds/private', { key: token })).status;
      expect(await status()).toBe(200);
      await waitFor(() => socket.connected);
      await waitFor(async () => socket.disconnected && (await status()) === 401);
      expect(told).toEqual(['unauthenticated']);
    } finally {
      socket.disconnect();
    }
  },

  'pattern escapes: a pattern covers what it says, and nothing can be made of a wider one': async ({
    remote,
  }) => {
    const feeds = ['football.1', 'football.x.2', 'footballs.1', 'Football.1', 'x.football.1', 'tennis.1'];
    for (const id of feeds) await remote.feed(id, { publicDelaySeconds: null });
    const { key } = await remote.key({ scopes: ['admin'], feeds: ['football.*'] });
    const seen = await Promise.all(
      feeds.map(async (id) => (await remote.call(`/feeds/${id}`, { key })).status),
    );
    expect(seen).toEqual([200, 200, 404, 404, 404, 404]);
    for (const wider of ['*', 'foot*', 'football*', '*.1', 'tennis.1', '*football.*']) {
      const bodies = {
        '/api-keys': { name: 'x', scopes: ['feeds:read'], feeds: ['football.1', wider] },
        '/tokens': { feeds: ['football.1', wider], expiresInSeconds: 60 },
      };
      for (const [path, body] of Object.entries(bodies))
        expect([path, wider, (await remote.call(path, { key, body })).status]).toEqual([path, wider, 403]);
    }
    for (const regular of ['football.[0-9]', '.+', '^.*$', '(a|b)', 'a?', 'football.{1}', '\\*', 'a\n*']) {
      const body = { name: 'x', scopes: ['feeds:read'], feeds: [regular] };
      expect([regular, (await remote.call('/api-keys', { body })).status]).toEqual([regular, 422]);
    }
    const dotted = await remote.key({ scopes: ['feeds:read'], feeds: ['football.1'] });
    await remote.feed('footballx1', { publicDelaySeconds: null });
    expect((await remote.call('/feeds/footballx1', { key: dotted.key })).status).toBe(404);
  },

  'foreign ids: every id beyond the caller answers exactly as one that does not exist': async ({
    remote,
  }) => {
    await remote.feed('tennis.foreign', { publicDelaySeconds: null, holdSeconds: 3600 });
    const held = (await remote.publish('tennis.foreign', { x: 1 })).json as { holdId: string };
    const owner = await remote.key({ scopes: ['webhooks:manage', 'feeds:read'] });
    const hook = await remote.call('/webhooks', {
      key: owner.key,
      body: { url: 'https://scores.example/', feeds: ['none'] },
    });
    const { id: webhook } = hook.json as { id: string };
    const tested = await remote.call(`/webhooks/${webhook}/test`, { method: 'POST', key: owner.key });
    const { id: delivery } = tested.json as { id: string };
    const scopes = ['feeds:read', 'feeds:write', 'events:publish', 'webhooks:manage', 'tokens:mint'];
    const { key: limited } = await remote.key({ scopes, feeds: ['football.*'] });
    const { key: boss } = await remote.key({ scopes: ['admin'], feeds: ['football.*'] });
    const ids: [string, string, string, string, string][] = [
      ...['', '/events', '/events/1', '/state', '/candles?interval=1m', '/stream'].map(
        (path): [string, string, string, string, string] => [
          ...(['GET', `/feeds/ID${path}`, 'tennis.foreign', 'tennis.absent', limited] as const),
        ],
      ),
      ['DELETE', '/feeds/ID', 'tennis.foreign', 'tennis.absent', limited],
      ['GET', '/feeds/ID/holds', 'tennis.foreign', 'tennis.absent', limited],
      ['DELETE', `/feeds/ID/holds/${held.holdId}`, 'tennis.foreign', 'tennis.absent', limited],
      ['GET', '/webhooks/ID', webhook, 'wh_0000000000', limited],
      ['DELETE', '/webhooks/ID', webhook, 'wh_0000000000', limited],
      ['POST', '/webhooks/ID/test', webhook, 'wh_0000000000', limited],
      ['POST', '/webhooks/ID/rotate-secret', webhook, 'wh_0000000000', limited],
      ['GET', '/webhooks/ID/deliveries', webhook, 'wh_0000000000', limited],
      ['POST', `/webhooks/${webhook}/deliveries/ID/redeliver`, delivery, 'msg_none', limited],
      ['DELETE', '/api-keys/ID', owner.id, '0123456789ab', boss],
      ['POST', '/api-keys/ID/rotate', owner.id, '0123456789ab', boss],
    ];
    for (const [method, path, foreign, absent, key] of ids) {
      const [met, missing] = await Promise.all(
        [foreign, absent].map(async (id) => {
          const { status, text } = await remote.call(path.replace('ID', id), { method, key });
          return [status, text.replaceAll(id, 'ID')];
        }),
      );
      expect([method, path, met]).toEqual([method, path, missing]);
      expect([method, path, [403, 404].includes(met?.[0] as number)]).toEqual([method, path, true]);
    }
    expect((await remote.call(`/webhooks/${webhook}`, { key: owner.key })).status).toBe(200);
  },
};
