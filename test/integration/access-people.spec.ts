import { ADMIN, FullApp, cookieOf } from '../support/full-app.js';
import { describeWith } from '../support/requirements.js';
import { usePostgres } from '../support/postgres.js';

describeWith('postgres', 'people', () => {
  const postgres = usePostgres();
  let app: FullApp;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase());
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const user = (email: string, more: object) =>
    app.call('/users', { body: { email, password: 'a long enough password', ...more } });

  it('makes the first administrator from the configuration, who can sign in', async () => {
    const answer = await app.call('/auth/login', { key: null, body: ADMIN });
    expect([answer.status, answer.json]).toMatchObject([200, { email: ADMIN.email, role: 'admin' }]);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).not.toMatch(/Secure/);
    const me = await app.call('/auth/me', { cookie: cookieOf(answer) });
    expect([me.status, me.json]).toMatchObject([200, { email: ADMIN.email }]);
  });

  it('ends the session at sign-out, and takes the cookie away', async () => {
    const cookie = await app.login();
    const answer = await app.call('/auth/logout', { method: 'POST', cookie });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
    const after = await app.call('/auth/me', { cookie });
    expect(after.status).toBe(401);
    expect((await app.call('/auth/logout', { method: 'POST', cookie })).status).toBe(204);
  });

  it('refuses a session that ended also where nobody needs one, and takes the cookie away', async () => {
    const cookie = await app.login();
    await app.call('/auth/logout', { method: 'POST', cookie });
    const answer = await app.call('/feeds', { cookie });
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
  });

  it('lets an editor work on the feeds of the patterns, and see the others as the public does', async () => {
    expect((await user('ed@example.com', { role: 'editor', feeds: ['football.*'] })).status).toBe(201);
    const cookie = await app.login('ED@example.com', 'a long enough password');
    const create = (id: string) =>
      app.call('/feeds', { cookie, body: { id, kind: 'custom', title: id, publicDelaySeconds: null } });
    expect((await create('football.1')).status).toBe(201);
    expect((await create('tennis.1')).status).toBe(403);
    await app.feed('tennis.2', { publicDelaySeconds: null });
    expect((await app.publish('football.1', { x: 1 }, { cookie })).status).toBe(201);
    expect((await app.publish('tennis.2', { x: 1 }, { cookie })).status).toBe(403);
    expect((await app.call('/feeds/football.1', { cookie })).status).toBe(200);
    expect((await app.call('/feeds/tennis.2', { cookie })).status).toBe(404);
    for (const path of ['/users', '/api-keys', '/audit'])
      expect((await app.call(path, { cookie })).status).toBe(403);
  });

  it('ends the sessions of a user whose rights change, at once', async () => {
    const { id } = (await user('viewer@example.com', { role: 'viewer' })).json as { id: string };
    const cookie = await app.login('viewer@example.com', 'a long enough password');
    expect((await app.call('/auth/me', { cookie })).status).toBe(200);
    expect((await app.call(`/users/${id}`, { method: 'PATCH', body: { name: 'V' } })).status).toBe(200);
    expect((await app.call('/auth/me', { cookie })).status).toBe(200);
    const changed = await app.call(`/users/${id}`, { method: 'PATCH', body: { role: 'editor' } });
    expect([changed.status, changed.json]).toMatchObject([200, { role: 'editor', name: 'V' }]);
    expect((await app.call('/auth/me', { cookie })).status).toBe(401);
    const again = await app.login('viewer@example.com', 'a long enough password');
    await app.call(`/users/${id}`, { method: 'PATCH', body: { disabled: true } });
    expect((await app.call('/auth/me', { cookie: again })).status).toBe(401);
    const login = { email: 'viewer@example.com', password: 'a long enough password' };
    expect((await app.call('/auth/login', { key: null, body: login })).status).toBe(401);
  });

  it('ends the other sessions when somebody changes their password', async () => {
    await user('pw@example.com', { role: 'viewer' });
    const [here, elsewhere] = await Promise.all([
      app.login('pw@example.com', 'a long enough password'),
      app.login('pw@example.com', 'a long enough password'),
    ]);
    const change = (cookie: string, currentPassword: string) =>
      app.call('/auth/password', { cookie, body: { currentPassword, newPassword: 'another long password' } });
    expect((await change(here, 'wrong')).status).toBe(422);
    const changed = await change(here, 'a long enough password');
    expect(changed.status).toBe(200);
    expect((await app.call('/auth/me', { cookie: cookieOf(changed) })).status).toBe(200);
    for (const cookie of [here, elsewhere]) expect((await app.call('/auth/me', { cookie })).status).toBe(401);
    await app.login('pw@example.com', 'another long password');
  });

  it('keeps the last administrator', async () => {
    const { items } = (await app.call('/users')).json as { items: { id: string; role: string }[] };
    const admin = items.find(({ role }) => role === 'admin');
    for (const body of [{ role: 'viewer' }, { disabled: true }]) {
      const answer = await app.call(`/users/${admin?.id}`, { method: 'PATCH', body });
      expect([answer.status, answer.json]).toMatchObject([409, { code: 'conflict' }]);
    }
  });

  it('answers what does not fit by its field, and a second user of an address with a conflict', async () => {
    const paths = async (body: object) =>
      ((await app.call('/users', { body })).json as { errors: { path: string }[] }).errors.map(
        ({ path }) => path,
      );
    expect(await paths({ email: 'x', role: 'king', password: 'short', superuser: true })).toEqual(
      expect.arrayContaining(['email', 'role', 'password', 'superuser']),
    );
    expect(await paths({ email: 'a@b.c', role: 'admin', feeds: ['x'], password: 'long enough' })).toEqual([
      'feeds',
    ]);
    await user('twice@example.com', { role: 'viewer' });
    expect((await user('TWICE@example.com', { role: 'viewer' })).status).toBe(409);
    const shown = (await app.call('/users')).text;
    expect(shown).not.toContain('argon2');
    expect(shown).not.toContain('assword');
  });

  it('makes up a password for the first administrator when there is none, and prints it once', async () => {
    const url = await postgres().createDatabase();
    const printed: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
    const nodes = await Promise.all(
      ['n1', 'n2'].map((NODE_ID) => FullApp.start(url, { NODE_ID, ADMIN_PASSWORD: '' })),
    );
    write.mockRestore();
    const passwords = printed.flatMap((text) => /Password (\S+)/.exec(text)?.[1] ?? []);
    expect(passwords.length).toBe(1);
    await nodes[0]?.login(ADMIN.email, passwords[0]);
    expect(nodes.flatMap(({ logLines }) => logLines).join('')).not.toContain(passwords[0]);
    for (const node of nodes) await node[Symbol.asyncDispose]();
  });

  it('makes no second administrator when it starts again', async () => {
    const url = await postgres().createDatabase();
    await (await FullApp.start(url))[Symbol.asyncDispose]();
    await using again = await FullApp.start(url, { ADMIN_EMAIL: 'other@example.com' });
    expect(((await again.call('/users')).json as { items: { email: string }[] }).items).toMatchObject([
      { email: ADMIN.email },
    ]);
  });
});
