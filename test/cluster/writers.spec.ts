import { startCluster, type Cluster } from '../support/cluster.js';
import { describeWith } from '../support/requirements.js';

interface Result {
  readonly index: number;
  readonly status: 'committed' | 'replayed' | 'rejected';
  readonly feed: string;
  readonly seq?: number;
  readonly problem?: unknown;
}

interface Logged {
  readonly seq: number;
  readonly data: { readonly writer: number; readonly n: number };
}

const WRITERS = 8;
const BATCHES = 30;
const FEEDS = ['w0', 'w1', 'w2', 'w3', 'w4'];

describeWith(['postgres', 'redis-server', 'nginx'], 'nodes on one database', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
    for (const id of [...FEEDS, 'keyed', 'guarded']) {
      expect((await cluster.call('POST', '/feeds', { id, kind: 'custom', title: id })).status).toBe(201);
    }
  }, 150_000);
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
  });

  const node = (index: number): string => cluster.description.nodes[index % 2]?.url ?? '';

  /** One of several that write to the same feeds at once, each naming them in another order. */
  async function write(writer: number): Promise<Result[]> {
    const results: Result[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      const events = Array.from({ length: 15 }, (_, at) => ({
        feed: FEEDS[(writer + (writer % 2 ? at : 15 - at)) % FEEDS.length],
        type: 'tick',
        data: { writer, n: batch * 15 + at },
        idempotencyKey: `${writer}-${batch}-${at}`,
      }));
      const response = await cluster.call('POST', '/events', { events }, { url: node(writer + batch) });
      expect(response.status).toBe(200);
      results.push(...((await response.json()) as { results: Result[] }).results);
    }
    return results;
  }

  async function history(feed: string, url: string): Promise<Logged[]> {
    const response = await cluster.call('GET', `/feeds/${feed}/events?limit=5000`, undefined, { url });
    return ((await response.json()) as { events: Logged[] }).events;
  }

  it('take overlapping feeds from eight writers at once, in one gapless order and without a deadlock', async () => {
    const results = (await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))).flat();
    expect(results.filter(({ status }) => status !== 'committed')).toEqual([]);
    let events = 0;
    for (const feed of FEEDS) {
      const log = await history(feed, node(0));
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
      expect(await history(feed, node(1))).toEqual(log);
      for (let writer = 0; writer < WRITERS; writer++) {
        const numbers = log.flatMap(({ data }) => (data.writer === writer ? [data.n] : []));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
      events += log.length;
    }
    expect(events).toBe(WRITERS * BATCHES * 15);
  }, 120_000);

  it('make one event of one key, however many nodes are asked at the same time', async () => {
    for (let n = 0; n < 20; n++) {
      const answers = await Promise.all(
        [0, 1, 2, 3].map(async (index) => {
          const headers = { 'idempotency-key': `same-${n}` };
          const body = { type: 'tick', data: { n } };
          const response = await cluster.call('POST', '/feeds/keyed/events', body, {
            url: node(index),
            headers,
          });
          return { status: response.status, event: (await response.json()) as object };
        }),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
      expect(new Set(answers.map(({ event }) => JSON.stringify(event))).size).toBe(1);
    }
    expect(await history('keyed', node(0))).toHaveLength(20);
  });

  it('refuse the same key with another body, whichever node took the first', async () => {
    const headers = { 'idempotency-key': 'other-body' };
    const send = (n: number, url: string) =>
      cluster.call('POST', '/feeds/keyed/events', { type: 'tick', data: { n } }, { url, headers });
    const statuses = (await Promise.all([send(1, node(0)), send(2, node(1))])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409]);
  });

  it('let exactly one of two through that expect the same head', async () => {
    for (let head = 0; head < 20; head++) {
      const headers = { 'if-match': `"${head}"` };
      const answers = await Promise.all(
        [0, 1].map(async (index) => {
          const body = { type: 'tick', data: { index } };
          const response = await cluster.call('POST', '/feeds/guarded/events', body, {
            url: node(index),
            headers,
          });
          return {
            status: response.status,
            body: (await response.json()) as { seq?: number; head?: number },
          };
        }),
      );
      const [won, lost] = [...answers].sort((a, b) => a.status - b.status);
      expect([won?.status, won?.body.seq]).toEqual([201, head + 1]);
      expect([lost?.status, lost?.body.head]).toEqual([412, head + 1]);
    }
  });
});
