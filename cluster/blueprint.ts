import type { ClusterOptions } from './options.js';
import { freePorts } from './ports.js';
import { edgeService } from './services/edge.js';
import { nodeService } from './services/node.js';
import { databaseUrl, postgresService, type PostgresOptions } from './services/postgres.js';
import { redisService } from './services/redis.js';
import type { Service } from './supervised-process.js';
import { databaseAccount, findPrograms, type Workspace } from './workspace.js';

export interface Ports {
  readonly postgres: number;
  readonly redis: number;
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  /** Of the status page of each edge. */
  readonly status: readonly number[];
}

/** All that a cluster consists of, before any of it runs. */
export interface Blueprint {
  readonly ports: Ports;
  readonly postgres: Service;
  readonly postgresOptions: PostgresOptions;
  readonly redis: Service;
  readonly nodes: readonly Service[];
  readonly edges: readonly Service[];
}

export interface Site {
  readonly options: ClusterOptions;
  readonly workspace: Workspace;
  readonly ports: Ports;
  /** The server's program. */
  readonly serverProgram: string;
  readonly env: NodeJS.ProcessEnv;
}

export async function choosePorts(options: ClusterOptions): Promise<Ports> {
  const { nodes, edges, port } = options;
  const [postgres = 0, redis = 0, ...rest] = await freePorts(2 + nodes + 2 * edges);
  const edgePorts = rest.slice(nodes, nodes + edges);
  if (port !== undefined) edgePorts[0] = port;
  return {
    postgres,
    redis,
    nodes: rest.slice(0, nodes),
    edges: edgePorts,
    status: rest.slice(nodes + edges),
  };
}

export function nodeId(index: number): string {
  return `n${index + 1}`;
}

/** Throws a UsageError when a program is not installed. Makes the folders and writes the configuration of the edges. */
export function drawBlueprint(site: Site): Blueprint {
  const { options, workspace, ports, env } = site;
  const programs = findPrograms(['postgres', 'initdb', 'redis-server', options.edge], env['PATH']);
  const place = (name: string) => ({
    folder: workspace.folder(name),
    logFile: workspace.logFile(name),
    env,
  });
  const postgresOptions: PostgresOptions = {
    ...place('postgres'),
    postgres: programs.postgres,
    initdb: programs.initdb,
    port: ports.postgres,
    password: workspace.secrets.databasePassword,
    account: databaseAccount(),
    maxConnections: 50 + 30 * options.nodes,
  };
  return {
    ports,
    postgres: postgresService(postgresOptions),
    postgresOptions,
    redis: redisService({ ...place('redis'), program: programs['redis-server'], port: ports.redis }),
    nodes: ports.nodes.map((port, index) =>
      nodeService({
        ...place(nodeId(index)),
        id: nodeId(index),
        port,
        program: site.serverProgram,
        databaseUrl: databaseUrl(postgresOptions),
        redisUrl: `redis://127.0.0.1:${ports.redis}`,
        secrets: workspace.secrets,
      }),
    ),
    edges: ports.edges.map((port, index) => {
      const name = ports.edges.length === 1 ? options.edge : `${options.edge}${index + 1}`;
      return edgeService({
        ...place(name),
        name,
        kind: options.edge,
        program: programs[options.edge],
        port,
        statusPort: ports.status[index] ?? 0,
        nodes: ports.nodes.map((node, at) => ({ id: nodeId(at), address: `127.0.0.1:${node}` })),
      });
    }),
  };
}
