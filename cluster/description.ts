/** What a cluster says of itself, in one line of JSON. */
export interface Description {
  /** The first edge. */
  readonly url: string;
  readonly adminApiKey: string;
  readonly nodes: readonly { readonly id: string; readonly url: string; readonly pid: number }[];
  /** The first NGINX; absent behind HAProxy. */
  readonly nginx?: { readonly pid: number; readonly url: string };
  readonly edges: readonly { readonly pid: number; readonly url: string }[];
  readonly redis: { readonly pid: number; readonly port: number };
  readonly postgres: { readonly pid: number; readonly port: number };
  readonly dir: string;
}

/** For people. */
export function summary(description: Description, databaseUrl: string): string {
  const { url, adminApiKey, nodes, edges, redis, postgres, dir } = description;
  const line = (name: string, value: string, pid?: number) =>
    `  ${name.padEnd(12)}${value}${pid === undefined ? '' : `  (pid ${pid})`}`;
  return [
    '',
    `Touchline runs on ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}: ${url}`,
    '',
    line('admin key', adminApiKey),
    ...edges.map((edge, index) =>
      line(edges.length === 1 ? 'edge' : `edge ${index + 1}`, edge.url, edge.pid),
    ),
    ...nodes.map((node) => line(node.id, node.url, node.pid)),
    line('redis', `redis://127.0.0.1:${redis.port}`, redis.pid),
    line('postgres', databaseUrl, postgres.pid),
    line('folder', dir),
    '',
    'Whatever of it is killed comes back. Ctrl-C ends everything.',
    '',
  ].join('\n');
}
