import { hostname } from 'node:os';
import { field, optional, type Group } from './field.js';
import { matching, networks, oneOf, origins, proxies, secretOf, urlOf, urlsOf, whole } from './values.js';

const NODE_ID = /^[a-z0-9]{1,32}$/;

function nodeIdFromHost(): string {
  return (
    hostname()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(0, 32) || 'node'
  );
}

const server = {
  title: 'Server',
  fields: {
    port: field(
      'PORT',
      whole(0, 65_535),
      'TCP port of everything: REST, sockets, pages. 0 takes a free one.',
      3000,
    ),
    host: field(
      'HOST',
      matching(/^\S{1,253}$/, 'Set an address such as 0.0.0.0 or 127.0.0.1.'),
      'Address to listen on.',
      '0.0.0.0',
    ),
    nodeId: field(
      'NODE_ID',
      matching(NODE_ID, 'Set 1 to 32 characters of a-z and 0-9.'),
      'Names this node among its peers; it is part of each socket session id, so that a proxy can find the owner.',
      nodeIdFromHost,
      { shown: 'the host name, reduced to a-z and 0-9' },
    ),
    corsOrigins: field(
      'CORS_ORIGINS',
      origins(),
      'Origins whose pages may call with cookies, comma-separated. Without cookies any origin may.',
      [],
      { shown: 'none' },
    ),
    trustProxy: optional(
      'TRUST_PROXY',
      proxies(),
      'Proxies whose X-Forwarded-* headers are believed: the number of hops, or a comma-separated list of addresses and networks.',
      { shown: 'none is believed' },
    ),
    environment: optional(
      'NODE_ENV',
      matching(/^\S{1,64}$/, 'Set production, or leave it unset.'),
      '`production`: secrets that are long enough, but can be guessed, stop the start; otherwise they are only warned of. The container image and `npm run cluster` set it.',
    ),
    drainSeconds: field(
      'DRAIN_SECONDS',
      whole(1, 3600, 'seconds'),
      'How long after SIGTERM the node may take to move its clients away and finish what it accepted.',
      30,
    ),
    logLevel: field(
      'LOG_LEVEL',
      oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
      'The least severe log line that is written. `debug` includes one line for each request.',
      'info',
    ),
  },
} satisfies Group;

const storage = {
  title: 'Storage',
  fields: {
    databaseUrl: optional(
      'DATABASE_URL',
      urlOf(['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/touchline'),
      'PostgreSQL 15 or newer. Unset: an embedded PostgreSQL in `DATA_DIR`, for a single node.',
      { shown: 'embedded', secret: true },
    ),
    dataDir: field(
      'DATA_DIR',
      matching(/^[^\0]{1,4096}$/, 'Set the path of a folder.'),
      'Folder of the embedded database and of generated secrets.',
      './data',
    ),
    retentionDays: optional(
      'RETENTION_DAYS',
      whole(1, 36_500, 'days'),
      'Events older than this may be removed from history. Unset: everything is kept.',
      { shown: 'everything is kept' },
    ),
    redisUrl: optional(
      'REDIS_URL',
      urlsOf(['redis:', 'rediss:'], 'redis://host:6379'),
      'Carries hints between nodes. Unset: this is the only node. Of a Redis Cluster: some of its nodes, comma-separated.',
      { shown: 'single node', secret: true },
    ),
    redisAdapter: field(
      'REDIS_ADAPTER',
      oneOf(['classic', 'sharded', 'cluster']),
      '`classic`: one Redis of any version. `sharded`: one Redis 7 or newer, by sharded publish and subscribe. `cluster`: a Redis Cluster 7 or newer. The same on every node.',
      'classic',
    ),
    redisPrefix: field(
      'REDIS_PREFIX',
      matching(/^[A-Za-z0-9._-]{1,64}$/, 'Set 1 to 64 letters, digits, dots, dashes or underscores.'),
      'Stands before the names of all channels in Redis: nodes hear each other only under the same one, so that several installations can share a Redis.',
      'touchline',
    ),
  },
} satisfies Group;

const access = {
  title: 'Access',
  fields: {
    adminEmail: optional(
      'ADMIN_EMAIL',
      matching(/^[^\s@]{1,64}@[^\s@]{1,190}$/, 'Set an e-mail address.'),
      'E-mail address of the first administrator, who is made when there is no user. Unset: `admin@localhost`.',
    ),
    adminPassword: optional(
      'ADMIN_PASSWORD',
      secretOf(8),
      'Password of the first administrator. Unset on an empty database: generated and printed once.',
      { secret: true },
    ),
    adminApiKey: optional(
      'ADMIN_API_KEY',
      matching(
        /^tl_[\x21-\x7e]{32,253}$/,
        'Set tl_ and at least 32 characters without spaces, for example from `echo tl_$(openssl rand -hex 32)`.',
      ),
      'A key of scope `admin` for automation. Unset on the embedded database: generated, kept in `DATA_DIR/admin-api-key` and printed when it is made.',
      { secret: true },
    ),
    sessionSecret: optional(
      'SESSION_SECRET',
      secretOf(32),
      'Hashes sessions and API keys: changing it ends all of them. Required with `DATABASE_URL`, the same on every node; else generated and kept in `DATA_DIR`.',
      { secret: true },
    ),
    tokenSecret: optional(
      'TOKEN_SECRET',
      secretOf(32),
      'Signs spectator tokens. Required with `DATABASE_URL`, the same on every node; else generated and kept in `DATA_DIR`.',
      { secret: true },
    ),
    tokenIssuer: optional(
      'TOKEN_ISSUER',
      matching(/^\S{1,500}$/, 'Set the `iss` of its tokens.'),
      'Another issuer whose spectator tokens are accepted, by its claim `iss`. Needs `TOKEN_JWKS_URL`.',
      { shown: 'only our own tokens' },
    ),
    tokenJwksUrl: optional(
      'TOKEN_JWKS_URL',
      urlOf(['https:', 'http:'], 'https://login.example.com/.well-known/jwks.json'),
      'Where the public keys of `TOKEN_ISSUER` are.',
    ),
    tokenAudience: field(
      'TOKEN_AUDIENCE',
      matching(/^\S{1,500}$/, 'Set the `aud` of its tokens.'),
      'What the tokens of `TOKEN_ISSUER` must name as their audience.',
      'touchline',
    ),
    anonymousRequestsPerSecond: field(
      'ANONYMOUS_REQUESTS_PER_SECOND',
      whole(0, 1_000_000, 'requests'),
      'Requests a second that one address (of IPv6: one /64) may send to a node without a valid credential, five seconds of them at once; event streams and sockets aside. 0: any number. Behind a proxy it needs `TRUST_PROXY`, or all callers count as one.',
      5000,
    ),
    connectionsPerAddress: field(
      'CONNECTIONS_PER_ADDRESS',
      whole(0, 1_000_000, 'connections'),
      'Sockets and event streams that one address (of IPv6: one /64) may hold open on a node, those with a credential too. 0: any number. Behind a proxy it needs `TRUST_PROXY`, or all callers count as one.',
      10_000,
    ),
  },
} satisfies Group;

const ingest = {
  title: 'Ingest',
  fields: {
    ndjsonWindowLines: field(
      'NDJSON_WINDOW_LINES',
      whole(1, 100_000, 'lines'),
      'Lines of one NDJSON batch that may wait for their commit at a time; the body is read no further meanwhile.',
      2000,
    ),
    ndjsonWindowBytes: field(
      'NDJSON_WINDOW_BYTES',
      whole(131_072, 1_073_741_824, 'bytes'),
      'Their size together.',
      8_388_608,
    ),
    ndjsonUnreadBytes: field(
      'NDJSON_UNREAD_BYTES',
      whole(65_536, 1_099_511_627_776, 'bytes'),
      'Results of one NDJSON batch that wait, in a temporary file, for a client that sends first and reads later.',
      1_073_741_824,
    ),
    ndjsonStreams: field(
      'NDJSON_STREAMS',
      whole(1, 10_000, 'batches'),
      'NDJSON batches that are read at a time, half of them at most for one key or person; more are answered 429.',
      32,
    ),
    idleTimeoutSeconds: field(
      'IDLE_TIMEOUT_SECONDS',
      whole(1, 3600, 'seconds'),
      'A connection on which neither a request nor an answer moves for this long is closed.',
      60,
    ),
  },
} satisfies Group;

const webhooks = {
  title: 'Webhooks',
  fields: {
    allowPrivate: field(
      'WEBHOOK_ALLOW_PRIVATE',
      networks(),
      'Which addresses that are not public webhooks may be sent to: `off` none; `on` loopback and private ones; or a comma-separated list of addresses and networks, which alone opens link-local and reserved ones. Whoever may register a webhook can then reach those from this host.',
      'off',
    ),
    httpsOnly: field(
      'WEBHOOK_HTTPS_ONLY',
      oneOf(['on', 'off']),
      'Whether URLs of webhooks must be https.',
      'off',
    ),
  },
} satisfies Group;

const demo = {
  title: 'Demo',
  fields: {
    demo: optional(
      'DEMO',
      oneOf(['on', 'off']),
      'Whether the demo feeds play. Unset: only on the embedded database, and only if it is empty at the first start.',
      { shown: 'on when embedded and empty' },
    ),
  },
} satisfies Group;

/** Every variable, in the order of docs/configuration.md. A new knob is one entry here. */
export const GROUPS = { server, storage, access, ingest, webhooks, demo } as const;
