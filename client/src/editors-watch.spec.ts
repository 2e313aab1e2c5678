import type { FeedEditors } from '../../src/core/protocol/messages.js';
import { Backoff } from './backoff.js';
import { EditorsWatch } from './editors-watch.js';

const AT = '2026-06-11T18:00:00.000Z';

function at(feed: string, ...names: readonly string[]): FeedEditors {
  return { feed, editors: names.map((name) => ({ kind: 'person', name, since: AT })), at: AT };
}

function setUp() {
  const asked: unknown[] = [];
  const refused: string[] = [];
  const link = {
    connected: true,
    answer: { feeds: [] } as unknown,
    fails: false,
    call: <T>(_: string, request: unknown, apply: (answer: unknown) => T): Promise<T> => {
      asked.push(request);
      if (link.fails) return Promise.reject(new Error('no answer'));
      return Promise.resolve(apply(link.answer));
    },
  };
  const watch = new EditorsWatch(link, new Backoff(10, 10), ({ code }) => refused.push(code));
  const follow = (...patterns: string[]) => {
    const heard: string[] = [];
    const stop = watch.watch(patterns, ({ feed, editors }) =>
      heard.push(`${feed}: ${editors.map(({ name }) => name).join()}`),
    );
    return { heard, stop };
  };
  return { asked, refused, link, watch, follow };
}

describe('watching who edits', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  const turn = (ms = 0) => jest.advanceTimersByTimeAsync(ms);

  it('asks once for all listeners, each of which hears what it asked for', async () => {
    const { asked, link, watch, follow } = setUp();
    link.answer = { feeds: [at('a', 'Ada'), at('b', 'Bob')] };
    const one = follow('a');
    const all = follow('*');
    await turn();
    expect(asked).toEqual([{ feeds: ['a', '*'] }]);
    watch.receive(at('b'));
    expect(one.heard).toEqual(['a: Ada']);
    expect(all.heard).toEqual(['a: Ada', 'b: Bob', 'b: ']);
    expect(follow('a').heard).toEqual(['a: Ada']);
  });

  it('asks for what is left, and for nothing when nobody listens', async () => {
    const { asked, follow } = setUp();
    const one = follow('a');
    const other = follow('b');
    await turn();
    one.stop();
    await turn();
    other.stop();
    other.stop();
    await turn();
    expect(asked).toEqual([{ feeds: ['a', 'b'] }, { feeds: ['b'] }, { feeds: [] }]);
  });

  it('tells who left while the connection was lost', async () => {
    const { link, watch, follow } = setUp();
    link.answer = { feeds: [at('a', 'Ada')] };
    const { heard } = follow('a');
    await turn();
    link.answer = { feeds: [] };
    watch.connected();
    await turn();
    expect(heard).toEqual(['a: Ada', 'a: ']);
  });

  it('asks again when no answer came or it may be had later, but not when it is refused', async () => {
    const { asked, refused, link, follow } = setUp();
    link.fails = true;
    follow('a');
    await turn();
    link.fails = false;
    link.answer = { error: { code: 'unavailable', detail: 'away', retryable: true } };
    await turn(20);
    link.answer = { error: { code: 'forbidden', detail: 'no', retryable: false } };
    await turn(200);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    const before = asked.length;
    await turn(60_000);
    expect(asked).toHaveLength(before);
    expect(refused).toEqual(['forbidden']);
  });

  it('waits for the connection', async () => {
    const { asked, link, watch, follow } = setUp();
    link.connected = false;
    follow('a');
    await turn();
    expect(asked).toEqual([]);
    link.connected = true;
    watch.connected();
    await turn();
    expect(asked).toEqual([{ feeds: ['a'] }]);
  });
});
