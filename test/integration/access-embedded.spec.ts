import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FullApp } from '../support/full-app.js';

jest.setTimeout(120_000);

describe('access on the embedded database', () => {
  let test: TestDatabase;
  let app: FullApp;
  beforeAll(async () => {
    test = await openTestDatabase('pglite');
    app = await FullApp.on(test.database);
  });
  afterAll(async () => {
    await app.app.close();
    await test.close();
  });

  it('signs people in, takes keys and tokens, revokes them, and audits it', async () => {
    const cookie = await app.login();
    const { id, key } = await app.key({ scopes: ['events:publish', 'tokens:mint'] });
    expect(
      (
        await app.call('/feeds', {
          cookie,
          body: { id: 'a', kind: 'custom', title: 'a', publicDelaySeconds: null },
        })
      ).status,
    ).toBe(201);
    expect((await app.publish('a', { x: 1 }, { key })).status).toBe(201);
    const minted = await app.call('/tokens', { key, body: { feeds: ['*'], expiresInSeconds: 60 } });
    const { token } = minted.json as { token: string };
    expect((await app.call('/feeds/a', { key: token })).status).toBe(200);
    expect((await app.call(`/api-keys/${id}`, { method: 'DELETE', cookie })).status).toBe(204);
    for (const credential of [key, token])
      expect((await app.call('/feeds/a', { key: credential })).status).toBe(401);
    const { items } = (await app.call('/audit', { cookie })).json as { items: { action: string }[] };
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['api-key.revoke', 'token.mint', 'event.publish', 'feed.create', 'auth.login']),
    );
  });
});
