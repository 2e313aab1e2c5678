import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';

const root = join(__dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe('what npm runs', () => {
  const folder = useTempFolder('npm');
  const running = new Set<number>();
  afterEach(() => {
    for (const pid of running) process.kill(pid, 'SIGKILL');
    running.clear();
  });

  /** A script as package.json has it, of a program that takes its time to leave. */
  async function run(script: string): Promise<{ npm: ChildProcess; left: Promise<unknown> }> {
    const lib = pathToFileURL(join(root, 'scripts/lib.mjs')).href;
    const program = `
      import { endWithNpm } from ${JSON.stringify(lib)};
      endWithNpm(${JSON.stringify(script)});
      process.on('SIGTERM', () => setTimeout(() => process.exit(0), 300));
      setInterval(() => undefined, 1000);
      console.log(process.pid);`;
    mkdirSync(join(folder(), 'scripts'), { recursive: true });
    writeFileSync(join(folder(), `scripts/${script}.mjs`), program);
    writeFileSync(join(folder(), 'package.json'), JSON.stringify({ scripts: { [script]: scripts[script] } }));
    const npm = spawn('npm', ['run', '--silent', script], {
      cwd: folder(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await waitFor(() => /\d+\n/.test(output), { timeoutMs: 30_000 });
    const pid = Number(output);
    running.add(pid);
    // The last who could write to it is gone.
    const left = once(npm.stdout, 'end').then(() => running.delete(pid));
    return { npm, left };
  }

  it('as the server gets the signals of npm, which ends when the server has', async () => {
    const { npm, left } = await run('start');
    const ended = once(npm, 'exit');
    npm.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await left;
  });

  it.each(['start', 'touchline'])(
    'as %s is not left behind when npm is killed',
    async (script) => {
      const { npm, left } = await run(script);
      // Where a shell stands between, it is what is left.
      npm.kill(script === 'start' ? 'SIGKILL' : 'SIGTERM');
      await left;
    },
    60_000,
  );
});
