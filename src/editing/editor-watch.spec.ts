import { pino, type Logger } from 'pino';
import { Registry } from 'prom-client';
import { Access } from '../access/access.js';
import type { Caller, Grant, KeyCaller } from '../access/caller.js';
import type { FeedEditors } from '../core/protocol/messages.js';
import type { Scope } from '../core/protocol/permissions.js';
import { ManualClock } from '../platform/clock/manual-clock.js';
import { EditorWatch } from './editor-watch.js';
import type { EditorRow, Reading } from './editor.js';
import { DEFAULT_EDITING_OPTIONS } from './options.js';

const SINCE = new Date('2026-06-11T18:00:00.000Z');

function caller(id: string, scopes: readonly Scope[], feeds?: readonly string[]): KeyCaller {
  return { kind: 'key', id, scopes: new Set(scopes), feeds, grants: [{ subject: `key:${id}`, version: 1 }] };
}
const EDITS: readonly Scope[] = ['events:publish', 'feeds:read'];
const ADA = caller('ada', EDITS);

function row(feed: string, who: string, more: Partial<EditorRow> = {}): EditorRow {
  const grants: readonly Grant[] = [{ subject: `key:${who}`, version: 1 }];
  const tab = { feed, actor: `key:${who}`, tab: `tab-of-${who}`, kind: 'key', name: who, grants };
  return { ...tab, since: SINCE, holdsSince: null, leftMs: 9_000, ...more };
}

/** The database, as far as one look sees it; a look can be made to wait. */
class FakeStore {
  rows: readonly EditorRow[] = [];
  reads = 0;
  fails = false;
  readonly expelled: EditorRow[] = [];
  gate: Promise<void> = Promise.resolve();

  async read(): Promise<Reading> {
    const at = new Date(SINCE.getTime() + ++this.reads).toISOString();
    const rows = this.rows;
    await this.gate;
    if (this.fails) throw new Error('away');
    return { at, rows };
  }

  expel(rows: readonly EditorRow[]): Promise<boolean> {
    this.expelled.push(...rows);
    this.rows = this.rows.filter((one) => !rows.includes(one));
    return Promise.resolve(rows.length > 0);
  }

  tidy(): Promise<void> {
    return this.fails ? Promise.reject(new Error('away')) : Promise.resolve();
  }
}

function setUp(logger: Logger = pino({ level: 'silent' })) {
  const clock = new ManualClock();
  const store = new FakeStore();
  const access = new Access(undefined, undefined, clock);
  let hear: () => void = () => undefined;
  const sent = { hints: 0 };
  const watch = new EditorWatch({
    store,
    access,
    clock,
    hints: {
      send: () => void sent.hints++,
      listen: (listener) => {
        hear = listener;
        return () => undefined;
      },
    },
    logger,
    registry: new Registry(),
    options: DEFAULT_EDITING_OPTIONS,
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const follow = async (who: Caller | (() => Caller), ...patterns: string[]) => {
    const told: FeedEditors[] = [];
    let first: readonly FeedEditors[] = [];
    let stop: () => void = () => undefined;
    await watch.watch(
      typeof who === 'function' ? who : () => who,
      patterns,
      (editors) => void told.push(editors),
      (editors, end) => {
        first = editors;
        stop = end;
      },
    );
    return { told, first, stop };
  };
  return { clock, store, access, watch, sent, settle, follow, hear: () => hear() };
}

describe('watching who edits', () => {
  it('begins with what is, and tells what changes once', async () => {
    const { store, watch, settle, follow, clock } = setUp();
    store.rows = [row('a', 'bob')];
    const { first, told } = await follow(ADA, '*');
    expect(first).toMatchObject([{ feed: 'a', editors: [{ kind: 'key', name: 'bob' }] }]);
    store.rows = [row('a', 'bob', { holdsSince: SINCE }), row('b', 'eve')];
    watch.changed();
    await settle();
    expect(told.map(({ feed, lock }) => [feed, lock?.name])).toEqual([
      ['a', 'bob'],
      ['b', undefined],
    ]);
    store.rows = store.rows.map((one) => ({ ...one, leftMs: 5_000 }));
    clock.advance(DEFAULT_EDITING_OPTIONS.lookMs);
    await settle();
    expect(told).toHaveLength(2);
    store.rows = [];
    clock.advance(DEFAULT_EDITING_OPTIONS.lookMs);
    await settle();
    expect(told.slice(2).map(({ feed, editors }) => [feed, editors])).toEqual([
      ['a', []],
      ['b', []],
    ]);
  });

  it('shows tabs to those whose they are, and to nobody else', async () => {
    const { store, follow } = setUp();
    store.rows = [row('a', 'ada', { holdsSince: SINCE }), row('a', 'bob')];
    const { first } = await follow(ADA, 'a');
    const since = SINCE.toISOString();
    expect(first).toMatchObject([
      {
        editors: [
          { kind: 'key', name: 'ada', since, tab: 'tab-of-ada' },
          { kind: 'key', name: 'bob', since },
        ],
        lock: { name: 'ada', tab: 'tab-of-ada' },
      },
    ]);
    expect(JSON.stringify(first)).not.toContain('tab-of-bob');
  });

  it.each([
    ['of other feeds than asked for', ADA, 'b'],
    ['beyond the patterns of the credential', caller('x', EDITS, ['b*']), '*'],
    ['without the live view', caller('x', ['events:publish']), '*'],
  ])('says nothing %s', async (_, who, pattern) => {
    const { store, watch, settle, follow } = setUp();
    store.rows = [row('a', 'bob')];
    const { first, told } = await follow(who, pattern);
    store.rows = [];
    watch.changed();
    await settle();
    expect([...first, ...told]).toEqual([]);
  });

  // After the old credential expired the socket heard nothing more, though it had refreshed it in time.
  it('goes on by the credential that the caller has by now', async () => {
    const { store, settle, follow, clock } = setUp();
    let who: Caller = { ...ADA, expiresAtMs: clock.now() + 500 };
    const { told } = await follow(() => who, '*');
    who = { ...caller('ada-2', EDITS, ['b']) };
    clock.advance(DEFAULT_EDITING_OPTIONS.lookMs);
    await settle();
    store.rows = [row('a', 'bob'), row('b', 'ada-2')];
    clock.advance(DEFAULT_EDITING_OPTIONS.lookMs);
    await settle();
    expect(told).toMatchObject([{ feed: 'b', editors: [{ tab: 'tab-of-ada-2' }] }]);
  });

  it('is refused to those who publish nothing', async () => {
    const { follow } = setUp();
    await expect(follow(caller('x', ['feeds:read']), '*')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(follow({ kind: 'anonymous' }, '*')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('looks once more for however many hints come during a look', async () => {
    const { store, settle, follow, hear } = setUp();
    const { told } = await follow(ADA, '*');
    const before = store.reads;
    let open: () => void = () => undefined;
    store.gate = new Promise((resolve) => (open = resolve));
    for (let n = 0; n < 50; n++) hear();
    store.rows = [row('a', 'bob')];
    open();
    await settle();
    expect(store.reads - before).toBe(2);
    expect(told).toMatchObject([{ feed: 'a', editors: [{ name: 'bob' }] }]);
  });

  it('looks when the next tab is due to be forgotten', async () => {
    const { store, settle, follow, clock } = setUp();
    store.rows = [row('a', 'bob', { leftMs: 300 })];
    const { told } = await follow(ADA, 'a');
    store.rows = [];
    clock.advance(310);
    await settle();
    expect(told).toMatchObject([{ feed: 'a', editors: [] }]);
  });

  it('does not look while nobody asks', async () => {
    const { store, settle, follow, clock, hear } = setUp();
    const { stop } = await follow(ADA, 'a');
    stop();
    const before = store.reads;
    hear();
    clock.advance(5_000);
    await settle();
    expect(store.reads).toBe(before);
  });

  it('hides whoever is revoked at once, and removes their tab for all nodes', async () => {
    const { store, settle, follow, clock, access, sent } = setUp();
    store.rows = [row('a', 'bob'), row('a', 'eve')];
    const { told } = await follow(ADA, 'a');
    access.revocations.revoke('key:bob', Infinity, clock.now());
    clock.advance(0);
    await settle();
    expect(told).toMatchObject([{ editors: [{ name: 'eve' }] }]);
    expect(store.expelled.map(({ actor }) => actor)).toEqual(['key:bob']);
    expect(sent.hints).toBe(1);
  });

  it('removes the revoked also while nobody asks', async () => {
    const { store, settle, clock, access } = setUp();
    store.rows = [row('a', 'bob')];
    access.revocations.revoke('key:bob', Infinity, clock.now());
    access.revocations.revoke('key:eve', Infinity, clock.now());
    clock.advance(0);
    await settle();
    expect(store.expelled).toHaveLength(1);
    expect(store.reads).toBe(1);
  });

  // A failure to remove old rows was taken for one to read, and kept that one out of the log.
  it('tells each sort of failure in the log, that of reading once while it lasts', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const { store, settle, follow, clock } = setUp(logger);
    store.fails = true;
    clock.advance(DEFAULT_EDITING_OPTIONS.tidyMs);
    await settle();
    store.fails = false;
    await follow(ADA, 'a');
    store.fails = true;
    for (let look = 0; look < 3; look++) {
      clock.advance(DEFAULT_EDITING_OPTIONS.lookMs);
      await settle();
    }
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'rows of forgotten tabs cannot be removed now',
      'who edits cannot be read now',
    ]);
  });

  it('goes on when the database comes back', async () => {
    const { store, settle, follow, clock } = setUp();
    const { told } = await follow(ADA, 'a');
    store.fails = true;
    clock.advance(DEFAULT_EDITING_OPTIONS.lookMs);
    await settle();
    await expect(follow(ADA, 'a')).rejects.toThrow('away');
    store.fails = false;
    store.rows = [row('a', 'bob')];
    clock.advance(DEFAULT_EDITING_OPTIONS.lookMs);
    await settle();
    expect(told).toMatchObject([{ feed: 'a', editors: [{ name: 'bob' }] }]);
  });
});
