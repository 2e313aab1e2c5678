import { io, type Socket } from 'socket.io-client';
import type { Need } from '../../src/access/guard.adapter.js';
import { SCOPES, SCOPES_OF_ROLE, matchesPattern, type Scope } from '../../src/core/protocol/permissions.js';
import { ADMIN_API_KEY, FullApp, type FullCall } from '../support/full-app.js';
import { PERMISSIONS, type Row } from '../support/permission-table.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(120_000);

type Sort = 'nobody' | 'stranger' | 'key' | 'person' | 'token';

interface Actor {
  readonly name: string;
  readonly sort: Sort;
  readonly scopes: readonly Scope[];
  /** Absent: every feed. */
  readonly feeds?: readonly string[];
  readonly call: FullCall;
}

const PASSWORD = 'a long enough password';
const FOOTBALL = ['football.*'];
/** The feed in the paths of the walk: it does not exist, so that what is allowed changes nothing. */
const FEED = 'football.absent';

describeWith('postgres', 'the permission table', () => {
  const postgres = usePostgres();
  let app: FullApp;
  const actors: Actor[] = [];

  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase());
    actors.push(
      { name: 'nobody', sort: 'nobody', scopes: [], call: { key: null } },
      { name: 'an unknown key', sort: 'stranger', scopes: [], call: { key: `tl_${'x'.repeat(40)}` } },
      { name: 'the admin key', sort: 'key', scopes: ['admin'], call: { key: ADMIN_API_KEY } },
    );
    for (const scope of SCOPES) {
      const { key } = await app.key({ scopes: [scope] });
      actors.push({ name: `a key with ${scope}`, sort: 'key', scopes: [scope], call: { key } });
    }
    for (const feeds of [FOOTBALL, ['tennis.*']]) {
      const scopes = SCOPES.filter((scope) => scope !== 'admin');
      const { key } = await app.key({ scopes, feeds });
      actors.push({ name: `a key for ${feeds.join()}`, sort: 'key', scopes, feeds, call: { key } });
    }
    for (const [role, feeds] of [['admin'], ['editor'], ['editor', FOOTBALL], ['viewer']] as const) {
      const email = `${role}-${feeds ? 'some' : 'all'}@example.com`;
      await app.call('/users', { body: { email, password: PASSWORD, role, ...(feeds ? { feeds } : {}) } });
      actors.push({
        name: `${role} ${feeds?.join() ?? ''}`,
        sort: 'person',
        scopes: SCOPES_OF_ROLE[role],
        ...(feeds ? { feeds } : {}),
        call: { cookie: await app.login(email, PASSWORD) },
      });
    }
    const minted = await app.call('/tokens', { body: { feeds: FOOTBALL, expiresInSeconds: 600 } });
    const { token } = minted.json as { token: string };
    actors.push({
      name: 'a token',
      sort: 'token',
      scopes: ['feeds:read'],
      feeds: FOOTBALL,
      call: { key: token },
    });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const covers = ({ feeds }: Actor, feed: string) =>
    feeds === undefined || feeds.some((pattern) => matchesPattern(pattern, feed));
  const has = ({ scopes }: Actor, scope: Scope) => scopes.includes('admin') || scopes.includes(scope);

  /** What the guard answers; undefined: it lets the call through. */
  function refusal(actor: Actor, { need, route }: Row): 401 | 403 | undefined {
    if (need === 'unchecked') return undefined;
    if (actor.sort === 'stranger') return 401;
    if (need === 'nothing') return undefined;
    if (actor.sort === 'nobody') return 401;
    if (need === 'anyone') return undefined;
    if (need === 'person') return actor.sort === 'person' ? undefined : 403;
    if (!has(actor, need)) return 403;
    return route.includes('/feeds/:id') && !covers(actor, FEED) ? 403 : undefined;
  }

  const declared = () =>
    app.routes
      .filter(({ url }) => url.startsWith('/api/v1/'))
      .flatMap(({ method, url, config }) =>
        [method].flat().map((name) => [`${name} ${url}`, (config as { need: Need }).need] as const),
      )
      .filter(([key]) => !key.startsWith('HEAD '));

  it('names every route with what it needs', () => {
    const table = new Map(PERMISSIONS.map(({ method, route, need }) => [`${method} ${route}`, need]));
    expect(declared().length).toBeGreaterThan(20);
    for (const [key, need] of declared()) expect([key, table.get(key)]).toEqual([key, need]);
  });

  it('is what every kind of actor meets on every route', async () => {
    const differing: string[] = [];
    const there = new Set(declared().map(([key]) => key));
    for (const actor of actors) {
      for (const row of PERMISSIONS) {
        // These would end the actor's own session, or be counted as an attempt to sign in.
        if (row.need === 'unchecked' || !there.has(`${row.method} ${row.route}`)) continue;
        if (actor.sort === 'person' && row.route.endsWith('/logout-everywhere')) continue;
        const path = row.route
          .replace('/api/v1', '')
          .replace('/feeds/:id', `/feeds/${FEED}`)
          .replace(':seq', '1')
          .replace(/:\w+/g, 'absent');
        const { status } = await app.call(path, { ...actor.call, method: row.method });
        const expected = refusal(actor, row);
        const met = status === 401 || status === 403 ? status : undefined;
        if (met !== expected)
          differing.push(
            `${row.method} ${row.route} for ${actor.name}: ${status}, not ${expected ?? 'let through'}`,
          );
        expect(status).toBeLessThan(500);
      }
    }
    expect(differing).toEqual([]);
  });

  describe('of views', () => {
    const DELAYS = {
      'football.live': 0,
      'football.late': 3600,
      'football.private': null,
      'tennis.private': null,
    };
    type FeedId = keyof typeof DELAYS;
    const FEEDS = Object.keys(DELAYS) as FeedId[];
    const sockets: Socket[] = [];

    beforeAll(async () => {
      for (const id of FEEDS) {
        await app.feed(id, { publicDelaySeconds: DELAYS[id], tags: ['all'] });
        await app.publish(id, { score: 1 });
      }
    });
    afterAll(() => sockets.forEach((socket) => socket.disconnect()));

    /** The head that the actor may know of; undefined: no such feed. */
    function headFor(actor: Actor, feed: FeedId): 0 | 1 | undefined {
      if (has(actor, 'feeds:read') && covers(actor, feed)) return 1;
      const delay = DELAYS[feed];
      return delay === null ? undefined : delay === 0 ? 1 : 0;
    }

    const knowing = () => actors.filter(({ sort }) => sort !== 'stranger');

    it('hold on every read over REST', async () => {
      for (const actor of knowing()) {
        const get = async (path: string) => {
          const { status, json } = await app.call(path, actor.call);
          return status === 200 ? (json as Record<string, unknown>) : status;
        };
        for (const feed of FEEDS) {
          const head = headFor(actor, feed);
          const of = (value: unknown, field: string) => (value as Record<string, unknown>)[field];
          const seen = {
            feed: await get(`/feeds/${feed}`),
            events: await get(`/feeds/${feed}/events`),
            event: await get(`/feeds/${feed}/events/1`),
            state: await get(`/feeds/${feed}/state`),
            past: await get(`/feeds/${feed}/state?seq=1`),
          };
          const heads = [of(seen.feed, 'seq'), of(seen.events, 'head'), of(seen.state, 'seq')];
          const context = `${actor.name} on ${feed}`;
          expect([context, ...heads]).toEqual([context, head, head, head]);
          expect([context, of(seen.event, 'seq') ?? seen.event]).toEqual([context, head === 1 ? 1 : 404]);
          expect([context, of(seen.past, 'seq') ?? seen.past]).toEqual([context, head === 1 ? 1 : 404]);
        }
        const { items } = (await get('/feeds?tag=all')) as { items: { id: FeedId; seq: number }[] };
        const visible = FEEDS.filter((feed) => headFor(actor, feed) !== undefined).sort();
        expect(items.map(({ id, seq }) => [id, seq])).toEqual(visible.map((id) => [id, headFor(actor, id)]));
      }
    });

    it('hold on sockets, by id and by tag', async () => {
      for (const actor of knowing()) {
        const { key, cookie } = actor.call;
        const socket = io(app.url, {
          transports: ['websocket'],
          forceNew: true,
          auth: key ? { token: key } : {},
          extraHeaders: cookie ? { cookie } : {},
        });
        sockets.push(socket);
        const answer = (await socket.emitWithAck('subscribe', {
          feeds: FEEDS.map((id) => ({ id })),
          tags: [{ tag: 'all' }],
        })) as {
          feeds: { id: FeedId; seq?: number; error?: { code: string } }[];
          tags: { feeds: { feed: FeedId; seq: number }[] }[];
        };
        for (const { id, seq, error } of answer.feeds) {
          const head = headFor(actor, id);
          expect([actor.name, id, seq ?? error?.code]).toEqual([actor.name, id, head ?? 'not_found']);
        }
        // A tag is one public stream: what a caller may see beyond it is subscribed by id.
        for (const { feed, seq } of answer.tags[0]?.feeds ?? []) {
          const head = headFor(actor, feed);
          expect([actor.name, feed, head !== undefined && seq <= head]).toEqual([actor.name, feed, true]);
        }
        socket.disconnect();
      }
    });

    it('hold on event streams', async () => {
      for (const actor of knowing()) {
        const { key, cookie } = actor.call;
        for (const feed of FEEDS) {
          const stop = new AbortController();
          const response = await fetch(`${app.url}/api/v1/feeds/${feed}/stream`, {
            headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(cookie ? { cookie } : {}) },
            signal: stop.signal,
          });
          const head = headFor(actor, feed);
          expect([actor.name, feed, response.status]).toEqual([
            actor.name,
            feed,
            head === undefined ? 404 : 200,
          ]);
          if (head === undefined) {
            await response.text();
          } else {
            let text = '';
            const reader = response.body?.getReader();
            await waitFor(async () => {
              const chunk = await reader?.read();
              text += new TextDecoder().decode(chunk?.value as Uint8Array);
              return text.includes('feed.snapshot') && text.includes('\n\n');
            });
            expect([actor.name, feed, /"seq":(\d+)/.exec(text)?.[1]]).toEqual([
              actor.name,
              feed,
              String(head),
            ]);
          }
          stop.abort();
        }
      }
    });
  });
});
