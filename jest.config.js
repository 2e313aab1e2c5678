// Everything is compiled to CommonJS by swc, also the ESM-only packages named below: no loader flags, and the fastest start.
const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2023',
    },
    module: { type: 'commonjs', ignoreDynamic: false },
  },
];
const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': swc, '^.+\\.[cm]?js$': swc },
  moduleNameMapper: {
    '^(@prisma/client/runtime/.+)\\.mjs$': '$1.js',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|@electric-sql|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|load-esm|content-disposition|jose|openapi-typescript|parse-json|index-to-position|change-case|supports-color|openapi-fetch)/)',
  ],
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

/** Suites of one process each that start servers or kill them run one after the other, apart from the quick ones. */
export default {
  maxWorkers: 2,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,cli,cluster,client,spectator-ui,admin-ui}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.(pg|pglite|redis)\\.spec\\.ts$', '/node_modules/'],
    },
    {
      ...shared,
      displayName: 'services',
      testMatch: [
        '<rootDir>/{src,cli,client}/**/*.{pg,pglite,redis}.spec.ts',
        '<rootDir>/test/{contract,integration,hardening}/**/*.spec.ts',
      ],
    },
    { ...shared, displayName: 'system', testMatch: ['<rootDir>/test/{cluster,fault,e2e}/**/*.spec.ts'] },
  ],
};
