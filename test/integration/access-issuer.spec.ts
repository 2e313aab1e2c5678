import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWTPayload } from 'jose';
import { FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';

const ISSUER = 'https://login.example.com/';

describeWith('postgres', 'tokens of another issuer', () => {
  const postgres = usePostgres();
  let app: FullApp;
  let issuer: Server;
  let fetches = 0;
  let broken = false;
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
    issuer = createServer((_request, response) => {
      fetches++;
      response.writeHead(broken ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(jwks));
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    const { port } = issuer.address() as AddressInfo;
    app = await FullApp.start(await postgres().createDatabase(), {
      TOKEN_ISSUER: ISSUER,
      TOKEN_JWKS_URL: `http://127.0.0.1:${port}/jwks.json`,
      TOKEN_AUDIENCE: 'scores',
    });
    await app.feed('football.1', { publicDelaySeconds: null });
    await app.feed('tennis.1', { publicDelaySeconds: null });
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    issuer.closeAllConnections();
    issuer.close();
  });

  const now = () => Math.floor(Date.now() / 1000);
  const claims = (): JWTPayload => ({
    iss: ISSUER,
    aud: 'scores',
    sub: 'someone',
    exp: now() + 60,
    feeds: ['football.*'],
  });
  const sign = (payload: JWTPayload, kid = 'k1') =>
    new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid }).sign(keys.privateKey);
  const status = async (token: string, feed = 'football.1') =>
    (await app.call(`/feeds/${feed}`, { key: token })).status;

  it('are 503 and not 401 while its keys can’t be fetched', async () => {
    broken = true;
    expect(await status(await sign(claims()))).toBe(503);
    broken = false;
  });

  it('see live what their claim names, and nothing else', async () => {
    const token = await sign(claims());
    expect(await status(token)).toBe(200);
    expect(await status(token, 'tennis.1')).toBe(404);
    expect((await app.publish('football.1', { x: 1 }, { key: token })).status).toBe(403);
  });

  it.each<[string, JWTPayload]>([
    ['for another audience', { aud: 'touchline:live' }],
    ['of a third issuer', { iss: 'https://evil.example/' }],
    ['that expired', { exp: 1_600_000_000 }],
    ['without an end', { exp: undefined }],
    ['without feeds', { feeds: undefined }],
  ])('are refused %s', async (_, changes) => {
    expect(await status(await sign({ ...claims(), ...changes }))).toBe(401);
  });

  it('are refused when the public key was taken for a secret', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = `${part({ alg: 'HS256', kid: 'k1' })}.${part(claims())}`;
    for (const secret of [await exportSPKI(keys.publicKey), 't'.repeat(32)]) {
      expect(await status(`${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`)).toBe(
        401,
      );
    }
  });

  it('do not make the server fetch for each key id that somebody makes up', async () => {
    const before = fetches;
    for (let n = 0; n < 20; n++) expect(await status(await sign(claims(), `made-up-${n}`))).toBe(401);
    expect(fetches - before).toBeLessThanOrEqual(1);
  });
});
