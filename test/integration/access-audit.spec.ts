import { ADMIN, FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly actorName?: string;
  readonly action: string;
  readonly target?: string;
  readonly address?: string;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

describeWith('postgres', 'the audit', () => {
  const postgres = usePostgres();
  let app: FullApp;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase());
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const audit = async (query: string): Promise<Entry[]> =>
    ((await app.call(`/audit?${query}`)).json as { items: Entry[] }).items;

  it('tells who changed a feed, from where, and what it was before', async () => {
    await app.feed('a', { publicDelaySeconds: 10 });
    const cookie = await app.login();
    const change = { title: 'A new title', publicDelaySeconds: null };
    await app.call('/feeds/a', { method: 'PATCH', cookie, body: change });
    await app.call('/feeds/a', { method: 'DELETE', cookie });
    const [archived, changed, created] = await audit('feed=a');
    expect(created).toMatchObject({ action: 'feed.create', actor: 'key:admin', target: 'feed:a' });
    expect(changed).toMatchObject({
      action: 'feed.change',
      actor: expect.stringMatching(/^user:/) as string,
      actorName: ADMIN.email,
      address: '127.0.0.1',
      before: { title: 'a', publicDelaySeconds: 10 },
      after: change,
    });
    expect(Object.keys(changed?.after ?? {})).toEqual(['title', 'publicDelaySeconds']);
    expect(archived).toMatchObject({ action: 'feed.archive', actorName: ADMIN.email });
  });

  it('has every event that was published, summed up, and every correction', async () => {
    await app.feed('b');
    const { key, id } = await app.key({ name: 'feeder', scopes: ['events:publish'] });
    for (let x = 1; x <= 3; x++) await app.publish('b', { x }, { key });
    const item = { feed: 'b', type: 'set', data: { x: 4 } };
    await app.call('/events', { key, body: { events: [item, { ...item, feed: 'absent' }] } });
    const amend = { data: { x: 9 }, reason: 'misread' };
    await app.call('/feeds/b/events/2/amend', { key, body: amend });
    await app.call('/feeds/b/events/1/void', { key, body: { reason: 'not so' } });
    const entries = await audit('feed=b&action=event');
    const published = entries.filter(({ action }) => action === 'event.publish');
    const counted = published.reduce((sum, { after }) => sum + (after?.['events'] as number), 0);
    expect(counted).toBe(4);
    expect(published[0]).toMatchObject({ actor: `key:${id}`, actorName: 'feeder', address: '127.0.0.1' });
    expect(entries.find(({ action }) => action === 'event.amend')).toMatchObject({
      target: 'event:b/2',
      after: { seq: 5, ...amend },
    });
    expect(entries.find(({ action }) => action === 'event.void')).toMatchObject({
      target: 'event:b/1',
      after: { seq: 6, reason: 'not so' },
    });
  });

  it('has what was held, let go and cancelled', async () => {
    await app.feed('h', { holdSeconds: 60 });
    const held = [await app.publish('h', { x: 1 }), await app.publish('h', { x: 2 })];
    const [first, second] = held.map(({ json }) => (json as { holdId: string }).holdId);
    await app.call(`/feeds/h/holds/${first}/publish`, { method: 'POST' });
    await app.call(`/feeds/h/holds/${second}`, { method: 'DELETE' });
    expect((await audit('feed=h')).map(({ action, target }) => [action, target])).toEqual([
      ['hold.cancel', `hold:h/${second}`],
      ['hold.publish', `hold:h/${first}`],
      ['event.hold', `hold:h/${second}`],
      ['event.hold', `hold:h/${first}`],
      ['feed.create', 'feed:h'],
    ]);
  });

  it('has sign-ins, also those that failed, and what was done to users, keys and tokens', async () => {
    await app.call('/auth/login', { key: null, body: { email: ADMIN.email, password: 'wrong' } });
    await app.call('/auth/logout', { method: 'POST', cookie: await app.login() });
    const { id } = await app.key({ scopes: ['feeds:read'] });
    await app.call(`/api-keys/${id}`, { method: 'DELETE' });
    await app.call('/tokens', { body: { feeds: ['*'], expiresInSeconds: 5 } });
    const [out, come, failed] = await audit('action=auth&limit=3');
    expect(failed).toMatchObject({
      action: 'auth.login-failed',
      actor: 'anonymous',
      address: '127.0.0.1',
      after: { email: ADMIN.email },
    });
    expect(come).toMatchObject({ action: 'auth.login', actorName: ADMIN.email });
    expect(out).toMatchObject({ action: 'auth.logout', actorName: ADMIN.email });
    expect((await audit(`target=api-key:${id}`)).map(({ action }) => action)).toEqual([
      'api-key.revoke',
      'api-key.create',
    ]);
    expect((await audit('action=token.mint'))[0]).toMatchObject({
      actor: 'key:admin',
      after: { feeds: ['*'] },
    });
    expect((await audit('action=user.create&actor=system')).length).toBe(1);
  });

  it('pages backwards without a gap, and by time', async () => {
    const all = await audit('limit=500');
    expect(all.length).toBeGreaterThan(10);
    const paged: Entry[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await app.call(`/audit?limit=4${query}`)).json as { items: Entry[]; nextCursor?: string };
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const middle = all[5]?.at as string;
    for (const { at } of await audit(`limit=500&from=${middle}`)) expect(at >= middle).toBe(true);
    for (const { at } of await audit(`limit=500&to=${middle}`)) expect(at < middle).toBe(true);
    expect((await app.call('/audit?cursor=nonsense')).status).toBe(422);
  });

  it('lets nobody change or remove an entry', async () => {
    const { client } = app.database;
    for (const statement of [
      `UPDATE audit_entry SET actor = 'x'`,
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
    ]) {
      await expect(client.$executeRawUnsafe(statement)).rejects.toThrow(/append-only/);
    }
  });
});
