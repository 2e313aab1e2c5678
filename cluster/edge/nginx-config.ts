import type { EdgeConfig } from './edge-config.js';

/**
 * How a session finds its node.
 * - `map`: a map and a one-peer upstream a node; runs on every NGINX.
 * - `route`: the native `sticky route`, NGINX >= 1.29.6.
 * - `resolve`: the nodes are the replicas behind one DNS name, named by their host name (12 hex digits, as Docker gives);
 *   comes and goes with no reload, NGINX >= 1.27.3.
 */
export type NginxForm = 'map' | 'route' | 'resolve';

export interface NginxConfig extends EdgeConfig {
  readonly form: NginxForm;
  /** `resolve`: the name server, as `127.0.0.11`. */
  readonly resolver?: string;
  /** `address:port`, or a port, of the status page. */
  readonly statusListen: string;
  /** Folder of pid, logs, cache and temporary files. Absent: the places of the official image, logs to its output. */
  readonly dir?: string;
  /** The account of the workers; only root may choose one. */
  readonly user?: string;
  readonly workerConnections?: number;
  /**
   * After how many failures within `failSeconds` a node is passed over for that long. 0: never, right where a dead node
   * refuses at once; a machine that swallows packets costs each request its connect timeout then.
   */
  readonly maxFails?: number;
  readonly failSeconds?: number;
  /** A further file pattern of directives for the server, so that an image takes TLS or a PROXY listener by mounting it. */
  readonly include?: string;
}
