/** What a connection is for. Migrations may take long; whatever serves users must not hold a feed for long. */
export type Purpose = 'serve' | 'migrate';

const SETTINGS: Readonly<Record<Purpose, Readonly<Record<string, string>>>> = {
  serve: {
    timezone: 'UTC',
    idle_in_transaction_session_timeout: '5s',
    lock_timeout: '3s',
    statement_timeout: '15s',
  },
  migrate: {
    timezone: 'UTC',
    idle_in_transaction_session_timeout: '60s',
    lock_timeout: '30s',
    statement_timeout: '0',
  },
};

export interface ConnectionSettings {
  /** Without the parameters that `options` and `schema` took over: pg lets those of the URL replace what the code sets. */
  readonly connectionString: string;
  /** Command-line options of the server session. */
  readonly options: string;
  /** Prisma's `?schema=`. */
  readonly schema: string | undefined;
}

/** Parameters of a Prisma URL that pg does not know; `connection_limit` and the like are settings of the server here. */
const PRISMA_PARAMETERS = ['schema', 'connection_limit', 'pool_timeout', 'connect_timeout', 'pgbouncer'];

/** The session settings of a purpose, behind those that the URL asks for: ours win. */
export function connectionSettings(url: string, purpose: Purpose): ConnectionSettings {
  const [base = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const schema = parameters.get('schema') ?? undefined;
  const asked = parameters.get('options');
  for (const name of ['options', ...PRISMA_PARAMETERS]) parameters.delete(name);
  const options = [
    ...(asked ? [asked] : []),
    ...(schema ? [`-c search_path=${escapeOption(`"${schema.replaceAll('"', '""')}"`)}`] : []),
    ...Object.entries(SETTINGS[purpose]).map(([name, value]) => `-c ${name}=${value}`),
  ].join(' ');
  const rest = parameters.toString();
  return { connectionString: rest ? `${base}?${rest}` : base, options, schema };
}

/** The server splits its options at spaces and takes a backslash as escape. */
function escapeOption(value: string): string {
  return value.replaceAll(/[\\ ]/g, String.raw`\$&`);
}
