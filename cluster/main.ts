import { fileURLToPath } from 'node:url';
import { LocalCluster } from './cluster.js';
import { summary } from './description.js';
import { happeningText } from './happening-text.js';
import { parseOptions, USAGE, UsageError, type ClusterOptions } from './options.js';

const USAGE_FAULT = 2;

/** The command line of the local cluster. Resolves with the exit code once nothing of it runs any more. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // Whoever started this may stop listening: no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const options = parseOptions(args);
    if (options !== 'help') return await run(options, env);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? USAGE_FAULT : 1;
  }
}

async function run(options: ClusterOptions, env: NodeJS.ProcessEnv): Promise<number> {
  const ended = endWanted(env);
  const serverProgram = fileURLToPath(new URL('../src/main.js', import.meta.url));
  const cluster = await LocalCluster.prepare({
    options,
    serverProgram,
    env: environmentOfNodes(env),
    report: (happening) => {
      const text = happeningText(happening);
      if (text !== undefined) say(text);
    },
  });
  try {
    const description = await Promise.race([cluster.start(), ended]);
    if (typeof description !== 'string') {
      const line = JSON.stringify(description);
      process.stdout.write(options.json ? `${line}\n` : summary(description, cluster.databaseUrl));
      await ended;
    }
    say(`Ending everything, on ${await ended} ...`);
    return 0;
  } finally {
    await cluster.stop();
  }
}

/** Resolves with what wants the cluster to end. Asking twice is asking once: npm passes on what the terminal also sent. */
function endWanted(env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    // Under `npm run` there is a parent that waits for this process; when it is killed nobody else can end the cluster.
    if (env['npm_lifecycle_event'] !== 'cluster') return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve('the end of npm');
    }, 500).unref();
  });
}

/** Without what npm and a test runner add for themselves. */
function environmentOfNodes(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(npm_|JEST_|NODE_OPTIONS$|NODE_ENV$|INIT_CWD$|PG[A-Z]+$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
