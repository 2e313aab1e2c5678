import type { Feed } from '../../shared/api/feed.js';
import { filterFrom, groupFeeds, paramsOf, withLatest, type DeskFilter } from './desk-filter.js';

const feed = (id: string, rest: Partial<Feed> = {}): Feed => ({
  id,
  kind: 'football',
  title: id,
  tags: [],
  config: {},
  publicDelaySeconds: 0,
  holdSeconds: 0,
  seq: 1,
  state: { status: 'live' },
  health: { status: 'ok', since: '' },
  createdAt: '',
  updatedAt: '',
  ...rest,
});
const all: DeskFilter = { show: 'all', kind: undefined, search: '' };
const ids = (feeds: readonly { readonly id: string }[]) => feeds.map(({ id }) => id);
const group = (
  feeds: readonly Feed[],
  filter: Partial<DeskFilter> = {},
  pins: readonly string[] = [],
  waits: readonly string[] = [],
) =>
  groupFeeds(
    feeds.map((one) => withLatest(one, undefined)),
    { ...all, ...filter },
    { pins: new Set(pins), waits: new Map(waits.map((id) => [id, 1])) },
  );

describe('the live desk', () => {
  it('keeps its state in the address, and only what differs from the standard', () => {
    expect(paramsOf({ show: 'active', kind: undefined, search: '' }).toString()).toBe('');
    const filter: DeskFilter = { show: 'over', kind: 'quote', search: 'al wi' };
    expect(filterFrom(paramsOf(filter))).toEqual(filter);
    expect(filterFrom(new URLSearchParams('show=nonsense')).show).toBe('active');
  });

  it('shows what is on before what comes and what is over, matches before prices', () => {
    const feeds = [
      feed('over', { state: { status: 'final' } }),
      feed('price', { kind: 'quote', state: { tradingStatus: 'trading' } }),
      feed('later', { state: { status: 'scheduled' }, startsAt: '2026-01-02' }),
      feed('soon', { state: { status: 'scheduled' }, startsAt: '2026-01-01' }),
      feed('on'),
    ];
    expect(ids(group(feeds).others)).toEqual(['on', 'price', 'soon', 'later', 'over']);
    expect(ids(group(feeds, { show: 'active' }).others)).toEqual(['on', 'price', 'soon', 'later']);
    expect(ids(group(feeds, { kind: 'quote' }).others)).toEqual(['price']);
  });

  it('finds every word in title, tags and id', () => {
    const feeds = [
      feed('f1', { title: 'Argentina v France', tags: ['world-cup'] }),
      feed('f2', { title: 'France' }),
    ];
    expect(ids(group(feeds, { search: 'WORLD fra' }).others)).toEqual(['f1']);
  });

  it('puts pinned feeds first, then those that need somebody', () => {
    const lost = feed('lost', { health: { status: 'lost', since: '' } });
    const groups = group([feed('a'), lost, feed('b'), feed('c')], {}, ['b'], ['c']);
    expect([ids(groups.pinned), ids(groups.attention), ids(groups.others)]).toEqual([
      ['b'],
      ['c', 'lost'],
      ['a'],
    ]);
  });

  it('never goes back behind what the list knew already', () => {
    const old = { state: { status: 'scheduled' }, seq: 0, health: undefined, closed: undefined };
    expect(withLatest(feed('a'), old).phase).toBe('on');
    expect(withLatest(feed('a'), { ...old, state: { status: 'final' }, seq: 2 }).phase).toBe('over');
  });
});
