import { parseArgs } from 'node:util';

export interface ClusterOptions {
  readonly nodes: number;
  readonly edges: number;
  readonly edge: 'nginx' | 'haproxy';
  /** How long a process that ended stays away; undefined: for ever. */
  readonly restartAfterMs: number | undefined;
  /** Where everything is kept, also afterwards. Undefined: a temporary folder that goes away. */
  readonly dir: string | undefined;
  /** Port of the first edge. Undefined: a free one. */
  readonly port: number | undefined;
  readonly json: boolean;
}

export const USAGE = `npm run cluster -- [options]

Starts PostgreSQL, Redis, nodes and an edge from installed programs, on free loopback ports.

  --nodes N                  how many nodes, 1 to 32 (3)
  --edges N                  how many edges, 1 to 8 (1)
  --edge nginx|haproxy       what the edges are (nginx)
  --restart-after-ms N       how long a process that ended stays away, or "never" to leave it dead (2000)
  --dir PATH                 keep data and logs there, and find them there again (a temporary folder)
  --port N                   port of the first edge (a free one)
  --json                     print one line of JSON once all is ready
  --help                     print this
`;

/** Something that was asked for cannot be had; the message says what to ask for instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the command line. Returns "help" when that is wanted; throws a UsageError that lists every fault. */
export function parseOptions(args: readonly string[]): ClusterOptions | 'help' {
  const values = read(args);
  if (values.help) return 'help';
  const faults: string[] = [];
  const whole = (name: string, text: string | undefined, fallback: number, min: number, max: number) => {
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    faults.push(`--${name} ${JSON.stringify(text)}: give a whole number from ${min} to ${max}.`);
    return fallback;
  };
  const { edge = 'nginx', 'restart-after-ms': restart } = values;
  if (edge !== 'nginx' && edge !== 'haproxy') {
    faults.push(`--edge ${JSON.stringify(edge)}: give nginx or haproxy.`);
  }
  const options: ClusterOptions = {
    nodes: whole('nodes', values.nodes, 3, 1, 32),
    edges: whole('edges', values.edges, 1, 1, 8),
    edge: edge === 'haproxy' ? 'haproxy' : 'nginx',
    restartAfterMs: restart === 'never' ? undefined : whole('restart-after-ms', restart, 2000, 0, 3_600_000),
    dir: values.dir,
    port: values.port === undefined ? undefined : whole('port', values.port, 0, 1, 65_535),
    json: values.json ?? false,
  };
  if (values.dir === '') faults.push('--dir: give the path of a folder.');
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return options;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        nodes: { type: 'string' },
        edges: { type: 'string' },
        edge: { type: 'string' },
        'restart-after-ms': { type: 'string' },
        dir: { type: 'string' },
        port: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
