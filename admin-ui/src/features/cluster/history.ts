import type { Cluster, ClusterNode } from './cluster.js';

/** The nodes at an instant. */
export interface Sample {
  /** Milliseconds since 1970, by this browser. */
  readonly at: number;
  readonly nodes: readonly ClusterNode[];
}

export interface History {
  readonly cluster: Cluster;
  /** Oldest first. */
  readonly samples: readonly Sample[];
}

/** Five minutes at a sample every two seconds. */
export const MOST_SAMPLES = 150;
/** Of the samples' distance: more is a gap, over which no line is drawn. */
export const GAP_MS = 7_000;

export function withSample(before: History | undefined, cluster: Cluster, at: number): History {
  const samples = [...(before?.samples ?? []), { at, nodes: cluster.nodes }];
  return { cluster, samples: samples.slice(-MOST_SAMPLES) };
}

/** A node that was there within the remembered time, and is not now. */
export interface GoneNode {
  readonly node: ClusterNode;
  readonly lastSeenAt: number;
}

export function goneNodes({ cluster, samples }: History): readonly GoneNode[] {
  const here = new Set(cluster.nodes.map(({ id }) => id));
  const gone = new Map<string, GoneNode>();
  for (const { at, nodes } of samples)
    for (const node of nodes) if (!here.has(node.id)) gone.set(node.id, { node, lastSeenAt: at });
  return [...gone.values()].sort((a, b) => (a.node.id < b.node.id ? -1 : 1));
}

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** What of one node, undefined where it was not there or had nothing to measure. */
export function pointsOf(
  samples: readonly Sample[],
  id: string,
  measure: (node: ClusterNode) => number | undefined,
): readonly Point[] {
  return samples.flatMap(({ at, nodes }) => {
    const node = nodes.find((one) => one.id === id);
    const value = node && measure(node);
    return value === undefined ? [] : [{ at, value }];
  });
}

/** All nodes together: their sum, or the worst of them. */
export function pointsOfAll(
  samples: readonly Sample[],
  measure: (node: ClusterNode) => number | undefined,
  together: 'sum' | 'worst',
): readonly Point[] {
  return samples.flatMap(({ at, nodes }) => {
    const values = nodes.map(measure).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    const value = together === 'sum' ? values.reduce((sum, one) => sum + one, 0) : Math.max(...values);
    return [{ at, value }];
  });
}
