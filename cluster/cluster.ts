import { choosePorts, drawBlueprint, nodeId, type Blueprint } from './blueprint.js';
import type { Description } from './description.js';
import { GuardLink } from './guard/guard-link.js';
import type { ClusterOptions } from './options.js';
import { createDatabase, databaseUrl, initialisePostgres } from './services/postgres.js';
import { SupervisedProcess, type Happening, type Service } from './supervised-process.js';
import { Workspace } from './workspace.js';

export interface ClusterSettings {
  readonly options: ClusterOptions;
  /** The server's program. */
  readonly serverProgram: string;
  /** What the processes get, beside what makes them a cluster. */
  readonly env: NodeJS.ProcessEnv;
  readonly report: (happening: Happening) => void;
}

/**
 * PostgreSQL, Redis, nodes and edges on this machine, each kept running. Started in the order of what needs what, ended in
 * the opposite one: the nodes move their clients and finish what they accepted while all that they need is still there.
 */
export class LocalCluster {
  readonly #settings: ClusterSettings;
  readonly #workspace: Workspace;
  readonly #blueprint: Blueprint;
  readonly #guard = new GuardLink();
  readonly #stopping = new AbortController();
  readonly #postgres: SupervisedProcess;
  readonly #redis: SupervisedProcess;
  readonly #nodes: readonly SupervisedProcess[];
  readonly #edges: readonly SupervisedProcess[];
  #complete = false;
  #starting: Promise<void> | undefined;

  private constructor(settings: ClusterSettings, workspace: Workspace, blueprint: Blueprint) {
    this.#settings = settings;
    this.#workspace = workspace;
    this.#blueprint = blueprint;
    if (workspace.temporary) this.#guard.owns(workspace.dir);
    this.#postgres = this.#supervise(blueprint.postgres);
    this.#redis = this.#supervise(blueprint.redis);
    this.#nodes = blueprint.nodes.map((service) => this.#supervise(service));
    this.#edges = blueprint.edges.map((service) => this.#supervise(service));
  }

  /** Nothing runs yet, but its folder is there: from here on `stop` is owed. */
  static async prepare(settings: ClusterSettings): Promise<LocalCluster> {
    const { options, serverProgram, env } = settings;
    const ports = await choosePorts(options);
    const workspace = new Workspace(options.dir);
    try {
      const blueprint = drawBlueprint({ options, workspace, ports, serverProgram, env });
      return new LocalCluster(settings, workspace, blueprint);
    } catch (error) {
      workspace.remove();
      throw error;
    }
  }

  get databaseUrl(): string {
    return databaseUrl(this.#blueprint.postgresOptions);
  }

  /** Resolves when all of it serves. Rejects when something does not, or it is stopped meanwhile. */
  start(): Promise<Description> {
    this.#starting = this.#startAll();
    return this.#starting.then(() => {
      this.#complete = true;
      this.#publish();
      return this.#describe();
    });
  }

  /** Ends everything and, when it is temporary, removes its folder. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const rounds = [this.#nodes, this.#edges, [this.#redis, this.#postgres]];
    for (const round of rounds) await Promise.all(round.map((supervised) => supervised.stop()));
    await this.#starting?.catch(() => undefined);
    this.#workspace.remove();
    await this.#guard.close();
  }

  async #startAll(): Promise<void> {
    const { postgresOptions } = this.#blueprint;
    const { signal } = this.#stopping;
    const redis = this.#redis.start();
    await Promise.all([
      redis,
      initialisePostgres(postgresOptions, signal).then(async () => {
        signal.throwIfAborted();
        await this.#postgres.start();
        await createDatabase(postgresOptions);
      }),
    ]);
    signal.throwIfAborted();
    await Promise.all(this.#nodes.map((node) => node.start()));
    signal.throwIfAborted();
    await Promise.all(this.#edges.map((edge) => edge.start()));
  }

  #supervise(service: Service): SupervisedProcess {
    return new SupervisedProcess(service, this.#settings.options.restartAfterMs, (happening) => {
      if (happening.kind === 'started')
        this.#guard.started(happening.pid, service.folder ?? this.#workspace.dir);
      if (happening.kind === 'ended') this.#guard.ended(happening.pid);
      if (this.#complete && !this.#stopping.signal.aborted) this.#publish();
      this.#settings.report(happening);
    });
  }

  #publish(): void {
    this.#workspace.publish(this.#describe());
  }

  /** A process that is away just now has the pid 0. */
  #describe(): Description {
    const { ports } = this.#blueprint;
    const { edge } = this.#settings.options;
    const edges = this.#edges.map(({ pid = 0 }, index) => ({ pid, url: loopback(ports.edges[index]) }));
    const [first = { pid: 0, url: '' }] = edges;
    return {
      url: first.url,
      adminApiKey: this.#workspace.secrets.adminApiKey,
      nodes: this.#nodes.map(({ pid = 0 }, index) => ({
        id: nodeId(index),
        url: loopback(ports.nodes[index]),
        pid,
      })),
      ...(edge === 'nginx' && { nginx: first }),
      edges,
      redis: { pid: this.#redis.pid ?? 0, port: ports.redis },
      postgres: { pid: this.#postgres.pid ?? 0, port: ports.postgres },
      dir: this.#workspace.dir,
    };
  }
}

function loopback(port: number | undefined): string {
  return `http://127.0.0.1:${port}`;
}
