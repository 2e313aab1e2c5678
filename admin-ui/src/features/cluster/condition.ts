import type { ClusterNode } from './cluster.js';
import type { GoneNode } from './history.js';

export type NodeCondition = 'well' | 'draining' | 'cut_off' | 'silent' | 'gone';

/** Nodes tell of themselves once a second; two missing words are noticed. */
const SILENT_MS = 3_000;

function conditionOf({ draining, relayHealthy, heardMsAgo }: ClusterNode): NodeCondition {
  if (draining) return 'draining';
  if (heardMsAgo > SILENT_MS) return 'silent';
  return relayHealthy ? 'well' : 'cut_off';
}

/** A node as the table shows it. */
export interface Row {
  readonly node: ClusterNode;
  readonly condition: NodeCondition;
  /** Of one that has gone, milliseconds since 1970. */
  readonly lastSeenAt?: number;
}

export function rowsOf(nodes: readonly ClusterNode[], gone: readonly GoneNode[]): readonly Row[] {
  return [
    ...nodes.map((node) => ({ node, condition: conditionOf(node) })),
    ...gone.map(({ node, lastSeenAt }) => ({ node, condition: 'gone' as const, lastSeenAt })),
  ];
}

/** Nodes of one cluster should be of one version, but for the minutes of an upgrade. */
export function versionsOf(nodes: readonly ClusterNode[]): readonly string[] {
  return [...new Set(nodes.map(({ version }) => version))].sort();
}
