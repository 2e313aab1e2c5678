import type { AuthorList } from '../../../../src/core/protocol/author.js';
import { AuthorLog } from './author-log.js';

class Server {
  readonly asked: [after: number, limit: number][] = [];
  epoch = 'e1';
  head = 0;
  failure: unknown;

  readonly read = async (after: number, limit: number): Promise<AuthorList> => {
    this.asked.push([after, limit]);
    if (this.failure !== undefined) throw this.failure;
    const seqs = Array.from({ length: Math.min(limit, this.head - after) }, (_, index) => after + 1 + index);
    return {
      feed: 'f',
      epoch: this.epoch,
      head: this.head,
      events: seqs.map((seq) => ({ seq, author: seq % 2 ? 'user:1' : 'key:2' })),
      authors: { 'user:1': { kind: 'person', name: 'Ada' }, 'key:2': { kind: 'key', name: 'Stadium' } },
    };
  };
}

describe('the authors of what is shown', () => {
  let server: Server;
  let log: AuthorLog;
  beforeEach(() => {
    jest.useFakeTimers();
    server = new Server();
    log = new AuthorLog({ read: server.read, mayRetry: (error) => error !== 'forbidden', keep: 1_000 });
  });
  afterEach(() => {
    log.close();
    jest.useRealTimers();
  });
  const settle = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('are read once, and then only what is new', async () => {
    server.head = 2;
    let told = 0;
    log.subscribe(() => told++);
    log.want(0, 2);
    await settle();
    expect([...log.authors()]).toEqual([
      [1, { kind: 'person', name: 'Ada' }],
      [2, { kind: 'key', name: 'Stadium' }],
    ]);
    log.want(0, 2);
    await settle(10_000);
    server.head = 3;
    log.want(0, 3);
    await settle();
    expect(server.asked).toEqual([
      [0, 500],
      [2, 500],
    ]);
    expect([told, log.authors().get(3)]).toEqual([2, { kind: 'person', name: 'Ada' }]);
  });

  it('are read page by page, and kept within a bound', async () => {
    server.head = 1_400;
    log.want(0, 1_400);
    await settle(10);
    expect(server.asked.map(([after]) => after)).toEqual([0, 500, 1_000]);
    expect([log.authors().size, log.authors().has(400), log.authors().has(1_400)]).toEqual([
      1_000,
      false,
      true,
    ]);
  });

  it('begin where what is shown begins', async () => {
    server.head = 9_000;
    log.want(8_900, 9_000);
    await settle();
    expect(server.asked).toEqual([[8_900, 500]]);
  });

  it('are asked for at most once a second, however fast the feed runs', async () => {
    for (let head = 1; head <= 50; head++) {
      server.head = head;
      log.want(0, head);
      await settle(20);
    }
    expect(server.asked.length).toBeLessThanOrEqual(2);
    await settle(2_000);
    expect(log.authors().size).toBe(50);
  });

  it('are asked for again where the server failed, and not where it refused', async () => {
    server.head = 1;
    server.failure = 'away';
    log.want(0, 1);
    await settle();
    server.failure = undefined;
    await settle(5_000);
    expect(log.authors().size).toBe(1);
    server.failure = 'forbidden';
    server.head = 2;
    await settle(1_000);
    log.want(0, 2);
    await settle(60_000);
    expect(server.asked).toHaveLength(3);
  });

  it('are read anew when history is another one', async () => {
    server.head = 2;
    log.want(0, 2);
    await settle(1_000);
    server.epoch = 'e2';
    server.head = 3;
    log.want(0, 3);
    await settle(3_000);
    expect([...log.authors().keys()]).toEqual([1, 2, 3]);
  });
});
