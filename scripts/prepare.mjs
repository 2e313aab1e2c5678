// Installs and builds what is missing or stale; does nothing, quickly, when all is fresh.
import { bin, requireNode, run, step } from './lib.mjs';

export async function install() {
  requireNode();
  await step({
    name: 'install',
    title: 'Installing packages (a minute or two the first time)',
    inputs: ['package-lock.json'],
    outputs: ['node_modules/.bin/tsc', 'node_modules/@nestjs/core', 'node_modules/prisma'],
    work: () => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
  });
}

export async function generate() {
  await step({
    name: 'generate',
    title: 'Generating the database client',
    inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'scripts/generate.mjs', 'package-lock.json'],
    outputs: ['src/platform/prisma/generated/client.ts'],
    work: () => run(process.execPath, ['scripts/generate.mjs'], { quiet: true }),
  });
}

export async function buildServer() {
  await step({
    name: 'server',
    title: 'Building the server',
    inputs: [
      'src',
      'cli',
      'cluster',
      'client/src',
      'prisma/schema.prisma',
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
    ],
    outputs: ['dist/src/main.js', 'dist/cli/main.js', 'dist/cluster/main.js'],
    work: () => run(bin('nest'), ['build']),
  });
}

export async function buildPages() {
  await step({
    name: 'pages',
    title: 'Building the pages',
    inputs: ['spectator-ui', 'client/src', 'src/core', 'package-lock.json'],
    outputs: ['spectator-ui/dist/index.html'],
    work: () => run('npm', ['run', 'build', '--workspace', 'spectator-ui', '--silent'], { quiet: true }),
  });
  await step({
    name: 'console',
    title: 'Building the console',
    inputs: ['admin-ui', 'client/src', 'src/core', 'package-lock.json'],
    outputs: ['admin-ui/dist/index.html'],
    work: () => run('npm', ['run', 'build', '--workspace', 'admin-ui', '--silent'], { quiet: true }),
  });
}

/** Enough for what runs from the command line. */
export async function prepareServer() {
  await install();
  await generate();
  await buildServer();
}

export async function prepare() {
  await prepareServer();
  await buildPages();
}
