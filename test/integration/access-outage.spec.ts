import { ADMIN, FullApp } from '../support/full-app.js';
import { Postgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

describeWith('postgres', 'while the database is away', () => {
  let postgres: Postgres;
  let app: FullApp;
  beforeAll(async () => {
    postgres = await Postgres.start();
    app = await FullApp.start(await postgres.createDatabase());
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await postgres.stop();
  });

  it('tokens are verified, what can’t be known is unavailable and not refused, and the audit catches up', async () => {
    const known = await app.key({ scopes: ['feeds:read'] });
    const unseen = await app.key({ scopes: ['feeds:read'] });
    const me = async (key: string) => (await app.call('/auth/me', { key })).status;
    expect(await me(known.key)).toBe(200);
    await postgres.stopServer();
    const minted = await app.call('/tokens', { body: { feeds: ['*'], expiresInSeconds: 60 } });
    expect(minted.status).toBe(201);
    expect(await me((minted.json as { token: string }).token)).toBe(200);
    expect(await me(known.key)).toBe(200);
    const answer = await app.call('/auth/me', { key: unseen.key });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    expect(await me(`${known.key.slice(0, -1)}x`)).toBe(401);
    expect((await app.call('/auth/login', { key: null, body: ADMIN })).status).toBe(503);
    await postgres.restart();
    await waitFor(
      async () => {
        const { text } = await app.call('/audit?action=token.mint');
        return text.includes('token.mint');
      },
      { timeoutMs: 20_000, message: () => 'the audit to hold what happened meanwhile' },
    );
    expect(await me(unseen.key)).toBe(200);
  });
});
