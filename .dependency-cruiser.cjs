/** Who may import whom. `docs/ARCHITECTURE.md` tells why. */
const rooms = {
  core: [],
  platform: ['core'],
  'event-log': ['core', 'platform'],
  relay: ['core', 'platform'],
  access: ['core', 'platform'],
  audit: ['core', 'platform', 'access'],
  users: ['core', 'platform', 'access', 'audit'],
  'api-keys': ['core', 'platform', 'access', 'audit'],
  tokens: ['core', 'platform', 'access', 'audit'],
  auth: ['core', 'platform', 'access', 'audit', 'users', 'api-keys'],
  health: ['core', 'platform'],
};
/** Rooms that see the ports, not what implements them. */
const withPorts = {
  delivery: ['core', 'platform'],
  feeds: ['core', 'platform', 'access', 'audit'],
  ingest: ['core', 'platform', 'access', 'audit', 'feeds'],
  webhooks: ['core', 'platform', 'access', 'audit'],
  candles: ['core', 'platform', 'access', 'audit'],
  editing: ['core', 'platform', 'access', 'audit'],
  demo: ['core', 'platform'],
};
const withDelivery = {
  realtime: ['core', 'platform', 'access', 'delivery'],
  sse: ['core', 'platform', 'access', 'delivery'],
};
/** Rooms that see the hub and the ports. */
const withBoth = {
  presence: ['core', 'platform', 'access', 'delivery'],
  // Describes what the rooms check requests by.
  'api-docs': ['core', 'platform', 'access', 'realtime', 'sse'],
};
const ports = 'src/(event-log/event-log|relay/relay)\\.ts$';
/** The wiring file of a room may name the modules that it composes. */
const wiring = '\\.module\\.ts$';

const only = (room, allowed, extra = '') => ({
  name: `${room}-imports`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: `(\\.spec\\.ts$|${wiring})` },
  to: {
    path: '^(src|client|cli|spectator-ui|admin-ui)/',
    pathNot: `^src/(${[room, ...allowed].join('|')})/${extra ? `|${extra}` : ''}`,
  },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '(\\.d\\.ts$|/main\\.tsx?$|\\.config\\.[jt]s$)' },
      to: {},
    },
    {
      name: 'core-is-pure',
      comment:
        'core has no I/O, no timers, no clock: it needs the schema library, exact decimals and JSON Schema, nothing else',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^src/core/|node_modules/(zod|big\\.js|@types/big\\.js|ajv)/' },
    },
    {
      name: 'nest-in-wiring-only',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '(\\.(module|controller|gateway|guard|pipe|filter|interceptor|decorator|adapter)\\.ts$|\\.spec\\.ts$|^src/main\\.ts$)',
      },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'prisma-client-in-owners-only',
      severity: 'error',
      from: { path: '^src/(core|delivery|realtime|sse|presence|relay|demo)/' },
      to: { path: 'src/platform/prisma/generated' },
    },
    ...Object.entries(rooms).map(([room, allowed]) => only(room, allowed)),
    ...Object.entries(withPorts).map(([room, allowed]) => only(room, allowed, ports)),
    ...Object.entries(withDelivery).map(([room, allowed]) => only(room, allowed)),
    ...Object.entries(withBoth).map(([room, allowed]) => only(room, allowed, ports)),
    {
      name: 'client-imports',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(src|cli|spectator-ui|admin-ui)/', pathNot: '^src/core/' },
    },
    {
      name: 'ui-imports',
      severity: 'error',
      from: { path: '^(spectator-ui|admin-ui)/' },
      to: { path: '^(src|cli)/', pathNot: '^src/core/' },
    },
    {
      name: 'console-needs-no-schemas',
      comment:
        'the kinds are judged by the server; their schema libraries would double what the console loads',
      severity: 'error',
      from: { path: '^admin-ui/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/core/(kinds/(registry|update|parse)|protocol/rest)\\.ts$|^node_modules/(zod|ajv)/' },
    },
    {
      name: 'console-features-apart',
      comment: 'a feature knows what is shared, not its neighbours: app composes them',
      severity: 'error',
      from: { path: '^admin-ui/src/features/([^/]+)/' },
      to: { path: '^admin-ui/src/(features|app)/', pathNot: '^admin-ui/src/features/$1/' },
    },
    {
      name: 'console-shared-below',
      severity: 'error',
      from: { path: '^admin-ui/src/shared/' },
      to: { path: '^admin-ui/src/(features|app)/' },
    },
    {
      name: 'cluster-imports',
      comment:
        'the supervisor and the edge know the server as a program with an environment, not by its code; nothing imports them',
      severity: 'error',
      from: { path: '^cluster/' },
      to: { path: '^(src|client|cli|spectator-ui|admin-ui)/' },
    },
    {
      name: 'nobody-imports-cluster',
      severity: 'error',
      from: { path: '^(src|client|cli|spectator-ui|admin-ui)/' },
      to: { path: '^cluster/' },
    },
    {
      name: 'cli-imports',
      comment:
        'the command line is an integrator: it uses the public API; only the operator commands under cli/operator touch the database',
      severity: 'error',
      from: { path: '^cli/', pathNot: '^cli/operator/' },
      to: { path: '^src/', pathNot: '^src/core/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(src/platform/prisma/generated|/dist/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
