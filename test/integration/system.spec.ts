import { FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';

interface System {
  readonly node: string;
  readonly epoch?: string;
  readonly startedAt: string;
  readonly database: { readonly kind: string; readonly status: string; readonly version?: string };
  readonly relay: { readonly kind: string; readonly status: string };
  readonly hints: readonly { readonly code: string; readonly detail: string }[];
}

describeWith('postgres', 'how a node is set up', () => {
  const postgres = usePostgres();
  let app: FullApp;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase(), { WEBHOOK_ALLOW_PRIVATE: 'on' });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it('is told to its operators: the database, the relay, and what may be worth a change', async () => {
    const answer = await app.call('/system');
    expect(answer.status).toBe(200);
    const system = answer.json as System;
    expect(system).toMatchObject({
      node: 'n1',
      database: { kind: 'postgresql', status: 'ok' },
      relay: { kind: 'local', status: 'ok' },
    });
    expect(system.database.version).toMatch(/^\d+/);
    expect(system.epoch).toEqual(expect.any(String));
    expect(Date.parse(system.startedAt)).not.toBeNaN();
    expect(system.hints.map(({ code }) => code)).toEqual([
      'private_webhooks',
      'single_node',
      'plain_webhooks',
    ]);
  });

  it('tells of a proxy that is not believed', async () => {
    const { json } = await app.call('/system', { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect((json as System).hints[0]?.code).toBe('proxy_not_trusted');
  });

  it('is nothing for a key that is limited to some feeds', async () => {
    const made = await app.call('/api-keys', {
      body: { name: 'limited', scopes: ['admin'], feeds: ['football.*'] },
    });
    const { key } = made.json as { key: string };
    expect((await app.call('/system', { key })).status).toBe(403);
  });
});
