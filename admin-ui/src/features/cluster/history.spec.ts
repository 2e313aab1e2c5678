import type { Cluster, ClusterNode } from './cluster.js';
import { goneNodes, MOST_SAMPLES, pointsOf, pointsOfAll, withSample, type History } from './history.js';
import { ceilingOf, pathOf } from './scale.js';

const node = (id: string, change: Partial<ClusterNode> = {}): ClusterNode => ({
  id,
  version: '1.0.0',
  startedAt: '2026-06-11T18:00:00.000Z',
  self: id === 'n1',
  heardMsAgo: 0,
  draining: false,
  relayHealthy: true,
  subscriptions: 1,
  connections: { websocket: 10, polling: 0, sse: 0 },
  rates: { publishedPerSecond: 1, deliveredPerSecond: 2, relayedPerSecond: 3 },
  lag: {},
  load: { cpu: 0.1, eventLoop: 0.1, memoryBytes: 1 },
  ...change,
});
const cluster = (...nodes: readonly ClusterNode[]): Cluster => ({ nodes, feeds: [] });
const history = (...all: readonly Cluster[]): History => {
  let told: History | undefined;
  all.forEach((one, index) => (told = withSample(told, one, index * 2_000)));
  if (!told) throw new Error('Give at least one.');
  return told;
};

describe('what is remembered of a cluster', () => {
  it('is bounded, however long the page is open', () => {
    const long = history(...Array.from({ length: 500 }, () => cluster(node('n1'))));
    expect(long.samples).toHaveLength(MOST_SAMPLES);
    expect(long.samples.at(-1)?.at).toBe(499 * 2_000);
  });

  it('names the nodes that have gone, and when they were seen last', () => {
    const told = history(
      cluster(node('n1'), node('n2')),
      cluster(node('n1'), node('n2')),
      cluster(node('n1')),
    );
    expect(goneNodes(told).map(({ node: { id }, lastSeenAt }) => [id, lastSeenAt])).toEqual([['n2', 2_000]]);
    expect(goneNodes(history(cluster(node('n2')), cluster(node('n2'))))).toEqual([]);
  });

  it('gives a line for a node, with nothing where it was not measured', () => {
    const lag = (p99: number) => ({ lag: { relayMs: { p50: 1, p99 } } });
    const told = history(cluster(node('n1', lag(5))), cluster(node('n1')), cluster(node('n1', lag(7))));
    expect(pointsOf(told.samples, 'n1', ({ lag: { relayMs } }) => relayMs?.p99)).toEqual([
      { at: 0, value: 5 },
      { at: 4_000, value: 7 },
    ]);
  });

  it('adds nodes up, or takes the worst of them', () => {
    const { samples } = history(cluster(node('n1'), node('n2', { subscriptions: 5 })));
    const measure = ({ subscriptions }: ClusterNode): number => subscriptions;
    expect(pointsOfAll(samples, measure, 'sum')).toEqual([{ at: 0, value: 6 }]);
    expect(pointsOfAll(samples, measure, 'worst')).toEqual([{ at: 0, value: 5 }]);
  });
});

describe('a chart', () => {
  it('has a round ceiling that holds every value', () => {
    expect(ceilingOf([3, 812], 1)).toBe(1_000);
    expect(ceilingOf([2], 1)).toBe(2);
    expect(ceilingOf([0.004], 1)).toBe(1);
    expect(ceilingOf([], 10)).toBe(10);
    expect(ceilingOf([1_000], 1)).toBe(1_000);
  });

  it('draws no line over a time of which nothing is known', () => {
    const frame = { from: 0, to: 20_000, ceiling: 10, width: 100, height: 10 };
    const points = [0, 2_000, 16_000, 18_000].map((at) => ({ at, value: 5 }));
    expect(pathOf(points, frame)).toBe('M0 5L10 5M80 5L90 5');
  });
});
