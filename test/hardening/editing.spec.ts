import { io, type Socket } from 'socket.io-client';
import type { FeedEditors } from '../../src/core/protocol/messages.js';
import { FullApp, type FullCall } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';

const TAB = 'a-tab-of-mine';

describeWith('postgres', 'the desks against the curious and the hostile', () => {
  const postgres = usePostgres();
  let app: FullApp;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase());
    await app.feed('football.open');
    await app.feed('football.secret', { publicDelaySeconds: null });
    await app.feed('tennis.open');
  });
  // Whoever is silent for ten seconds is forgotten.
  beforeEach(async () => {
    for (const id of ['football.open', 'football.secret'])
      expect((await app.call(`/feeds/${id}/lock`, { body: { tab: TAB } })).status).toBe(200);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await app[Symbol.asyncDispose]();
  });

  const keyed = async (scopes: readonly string[], feeds?: readonly string[]): Promise<FullCall> => ({
    key: (await app.key({ scopes, ...(feeds ? { feeds } : {}) })).key,
  });
  const ask = async (key: string | null | undefined, payload: unknown): Promise<Record<string, unknown>> => {
    const auth = key ? { token: key } : {};
    const socket = io(app.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth });
    sockets.push(socket);
    return (await socket.timeout(30_000).emitWithAck('editors.watch', payload)) as never;
  };

  it('are out of the reach of patterns, whether the feed exists or not', async () => {
    const call = await keyed(['events:publish', 'feeds:read'], ['tennis.*']);
    for (const id of ['football.open', 'football.missing']) {
      const answers = await Promise.all([
        app.call(`/feeds/${id}/editors`, call),
        app.call(`/feeds/${id}/editors`, { ...call, body: { tab: TAB } }),
        app.call(`/feeds/${id}/lock`, { ...call, body: { tab: TAB, takeOver: true } }),
        app.call(`/feeds/${id}/lock/${TAB}`, { ...call, method: 'DELETE' }),
        app.call(`/feeds/${id}/editors/${TAB}`, { ...call, method: 'DELETE' }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    }
    expect((await app.call('/editors', call)).json).toEqual({ items: [] });
    expect(await ask(call.key, { feeds: ['*', 'football.open', 'football.*'] })).toEqual({ feeds: [] });
    expect((await app.call('/feeds/football.open/editors')).json).toHaveProperty('lock');
  });

  it('of a private feed look like those of none to who may publish it but not see it', async () => {
    const call = await keyed(['events:publish']);
    const problems = await Promise.all(
      ['football.secret', 'football.missing'].flatMap((id) =>
        ['editors', 'lock'].map(async (what) => {
          const { status, text } = await app.call(`/feeds/${id}/${what}`, { ...call, body: { tab: TAB } });
          return [status, text.replaceAll(id, 'ID')];
        }),
      ),
    );
    expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1);
    expect(problems[0]?.[0]).toBe(404);
    expect((await app.call('/feeds/football.secret/editors', call)).status).toBe(404);
    expect((await app.call('/editors', call)).text).not.toContain('secret');
    expect(await ask(call.key, { feeds: ['*'] })).toEqual({ feeds: [] });
  });

  it('are never shown to spectators', async () => {
    const { token } = (await app.call('/tokens', { body: { feeds: ['*'], expiresInSeconds: 60 } })).json as {
      token: string;
    };
    for (const key of [null, token]) {
      const status = key === null ? 401 : 403;
      expect((await app.call('/feeds/football.open/editors', { key })).status).toBe(status);
      expect((await app.call('/editors', { key })).status).toBe(status);
      const code = key === null ? 'unauthenticated' : 'forbidden';
      expect(await ask(key, { feeds: ['*'] })).toMatchObject({ error: { code } });
      expect((await app.call('/feeds/football.open', { key })).text).not.toMatch(/editors|lock|ADMIN/);
    }
  });

  it('cannot be left, given back or renewed with the tab of another', async () => {
    const call = await keyed(['events:publish', 'feeds:read']);
    const path = '/feeds/football.open';
    await app.call(`${path}/editors/${TAB}`, { ...call, method: 'DELETE' });
    await app.call(`${path}/lock/${TAB}`, { ...call, method: 'DELETE' });
    expect((await app.call(`${path}/lock`, { ...call, body: { tab: TAB } })).status).toBe(409);
    const { editors, lock } = (await app.call(`${path}/editors`)).json as FeedEditors;
    expect(editors.map(({ tab }) => tab)).toEqual([TAB, undefined]);
    expect(lock?.tab).toBe(TAB);
  });

  it.each([
    ['no tab', {}, 'tab'],
    ['a short tab', { tab: 'short' }, 'tab'],
    ['a long tab', { tab: 'x'.repeat(65) }, 'tab'],
    ['a tab of other characters', { tab: "x'; DROP TABLE feed_editor; --" }, 'tab'],
    ['a tab that is no text', { tab: ['x'.repeat(10)] }, 'tab'],
    ['an unknown field', { tab: TAB, name: 'Somebody else' }, 'name'],
    ['a wish that is no boolean', { tab: TAB, takeOver: 'yes' }, 'takeOver'],
  ])('refuse %s by name', async (_, body, path) => {
    const { status, json } = await app.call('/feeds/football.open/lock', { body });
    expect([status, json]).toMatchObject([422, { code: 'validation_failed', errors: [{ path }] }]);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'football.open'],
    ['no list', { feeds: 'football.open' }],
    ['too many patterns', { feeds: Array.from({ length: 101 }, (_, n) => `feed-${n}`) }],
    ['what is no pattern', { feeds: ['football open'] }],
    ['an unknown field', { feeds: ['*'], all: true }],
  ])('refuse to be watched with %s', async (_, payload) => {
    const { key } = await keyed(['events:publish', 'feeds:read']);
    expect(await ask(key, payload)).toMatchObject({ error: { code: 'validation_failed' } });
  });

  it('have bounded room for one key, however many tabs it makes up', async () => {
    const call = await keyed(['events:publish', 'feeds:read']);
    const statuses: number[] = [];
    for (let round = 0; round < 12; round++) {
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, n) =>
          app.call('/feeds/tennis.open/editors', { ...call, body: { tab: `made-up-${round}-${n}` } }),
        ),
      );
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.filter((status) => status === 409)).toHaveLength(10);
  });

  it('can be watched only so often', async () => {
    const { key } = await keyed(['events:publish', 'feeds:read']);
    const socket = io(app.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token: key },
    });
    sockets.push(socket);
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => socket.timeout(30_000).emitWithAck('editors.watch', { feeds: ['*'] })),
    );
    expect(answers).toContainEqual({ error: expect.objectContaining({ code: 'rate_limited' }) as object });
    expect(answers[0]).toHaveProperty('feeds');
  });

  it('are closed on an archived feed', async () => {
    await app.feed('football.over');
    await app.call('/feeds/football.over', { method: 'DELETE' });
    const { status } = await app.call('/feeds/football.over/editors', { body: { tab: TAB } });
    expect(status).toBe(409);
  });
});
