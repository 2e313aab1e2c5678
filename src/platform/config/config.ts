import type { Field, Group, ValuesOf } from './field.js';
import { GROUPS } from './groups.js';
import { isCommon, isGuessable } from './secret-strength.js';
import type { SecretStore } from './secret-store.js';

/** One thing that is wrong, and what to do about it. */
export interface Fault {
  readonly variable: string;
  readonly message: string;
}

/** Everything that is wrong with the configuration at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78;

  constructor(readonly faults: readonly Fault[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(
      `The configuration has ${count}:\n` +
        faults.map(({ variable, message }) => `  ${variable}: ${message}`).join('\n'),
    );
  }
}

const PRODUCTION = 'production';
const KEY_PREFIX_LENGTH = 'tl_'.length;
const GUESSABLE =
  'Its value can be guessed: it repeats itself, counts up, or stands in every example. Set a random one, for example from `openssl rand -hex 32` (a key: with tl_ before it).';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Access extends ValuesOf<typeof GROUPS.access> {
  readonly sessionSecret: string;
  readonly tokenSecret: string;
}

/** What the operator decided, read once at start. Immutable. */
export class Config {
  private constructor(
    readonly server: ValuesOf<typeof GROUPS.server>,
    readonly storage: ValuesOf<typeof GROUPS.storage>,
    readonly access: Access,
    readonly ingest: ValuesOf<typeof GROUPS.ingest>,
    readonly webhooks: ValuesOf<typeof GROUPS.webhooks>,
    readonly demo: ValuesOf<typeof GROUPS.demo>,
    /** What would be refused in production. */
    readonly warnings: readonly Fault[],
  ) {}

  /** Without DATABASE_URL the product brings its own database. */
  get embedded(): boolean {
    return this.storage.databaseUrl === undefined;
  }

  /**
   * Reads the environment; an empty variable counts as unset. What may be generated (only when embedded) is taken from `secrets`.
   * Throws a ConfigError that lists every fault.
   */
  static load(environment: Environment, secrets: SecretStore): Config {
    const faults: Fault[] = [];
    const read = <G extends Group>(group: G): ValuesOf<G> => readGroup(group, environment, faults);
    const storage = read(GROUPS.storage);
    const access = read(GROUPS.access);
    const server = read(GROUPS.server);
    const guessable = guessableSecrets(access);
    const rest = [read(GROUPS.ingest), read(GROUPS.webhooks), read(GROUPS.demo)] as const;
    // Also with one that does not fit: mending it would only bring the next fault up.
    if (environment[GROUPS.storage.fields.databaseUrl.variable]?.trim()) requireSecrets(environment, faults);
    if (storage.redisAdapter !== 'cluster') refuseSeveralServers(storage.redisUrl, faults);
    requireWholeIssuer(access, faults);
    if (server.environment === PRODUCTION) faults.push(...guessable);
    if (faults.length > 0) throw new ConfigError(faults);
    return new Config(server, storage, withSecrets(access, storage, secrets), ...rest, guessable);
  }
}

/** Those that were read and are long enough, yet protect nothing. Their values are not told. */
function guessableSecrets(access: Partial<ValuesOf<typeof GROUPS.access>>): readonly Fault[] {
  const { fields } = GROUPS.access;
  const { adminApiKey, adminPassword } = access;
  const judged = [
    [fields.sessionSecret, access.sessionSecret, isGuessable],
    [fields.tokenSecret, access.tokenSecret, isGuessable],
    [fields.adminApiKey, adminApiKey?.slice(KEY_PREFIX_LENGTH), isGuessable],
    [fields.adminPassword, adminPassword, isCommon],
  ] as const;
  return judged.flatMap(([{ variable }, value, weak]) =>
    value !== undefined && weak(value) ? [{ variable, message: GUESSABLE }] : [],
  );
}

/** What is unset is generated for the embedded database; with any other it was required. */
function withSecrets(
  access: ValuesOf<typeof GROUPS.access>,
  { databaseUrl, dataDir }: ValuesOf<typeof GROUPS.storage>,
  secrets: SecretStore,
): Access {
  const kept = databaseUrl === undefined ? secrets.in(dataDir) : undefined;
  try {
    return {
      ...access,
      adminApiKey: access.adminApiKey ?? kept?.adminApiKey(),
      sessionSecret: access.sessionSecret ?? kept?.secret('session-secret') ?? '',
      tokenSecret: access.tokenSecret ?? kept?.secret('token-secret') ?? '',
    };
  } catch (error) {
    const message = `Secrets cannot be kept there (${(error as Error).message}). Set a folder that this user may write to.`;
    throw new ConfigError([{ variable: 'DATA_DIR', message }]);
  }
}

function readGroup<G extends Group>(group: G, environment: Environment, faults: Fault[]): ValuesOf<G> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(group.fields)) {
    values[name] = readField(field, environment[field.variable], faults);
  }
  return values as ValuesOf<G>;
}

function readField(field: Field<unknown>, raw: string | undefined, faults: Fault[]): unknown {
  const text = raw?.trim();
  if (text === undefined || text === '') return field.fallback();
  const result = field.schema.safeParse(text);
  if (result.success) return result.data;
  const messages = new Set(result.error.issues.map((issue) => issue.message));
  const found = field.secret
    ? 'Its value does not fit.'
    : `${JSON.stringify(text.slice(0, 100))} does not fit.`;
  faults.push({ variable: field.variable, message: `${found} ${[...messages].join(' ')}` });
  return undefined;
}

function refuseSeveralServers(redisUrl: string | undefined, faults: Fault[]): void {
  if (!redisUrl?.includes(',')) return;
  faults.push({
    variable: GROUPS.storage.fields.redisUrl.variable,
    message:
      'It names several servers, which only a Redis Cluster has. Set one URL, or REDIS_ADAPTER=cluster.',
  });
}

function requireWholeIssuer(
  { tokenIssuer, tokenJwksUrl }: Partial<ValuesOf<typeof GROUPS.access>>,
  faults: Fault[],
): void {
  if ((tokenIssuer === undefined) === (tokenJwksUrl === undefined)) return;
  const { tokenIssuer: issuer, tokenJwksUrl: jwksUrl } = GROUPS.access.fields;
  const [missing, other] = tokenIssuer === undefined ? [issuer, jwksUrl] : [jwksUrl, issuer];
  if (faults.some(({ variable }) => variable === missing.variable)) return;
  faults.push({ variable: missing.variable, message: `It is required with ${other.variable}. Set both.` });
}

function requireSecrets(environment: Environment, faults: Fault[]): void {
  for (const { variable } of [GROUPS.access.fields.sessionSecret, GROUPS.access.fields.tokenSecret]) {
    if (environment[variable]?.trim()) continue;
    faults.push({
      variable,
      message:
        'It is required with DATABASE_URL, the same on every node. Set at least 32 random characters, for example from `openssl rand -hex 32`.',
    });
  }
}
