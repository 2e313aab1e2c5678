import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../test/support/wait-for.js';
import { freePorts } from '../ports.js';
import { ContainerParent } from './container-parent.js';

const PROGRAM = `
let looks = 0;
require('node:http').createServer((request, response) => {
  if (request.url === '/healthz') looks += 1;
  if (request.url === '/looks') return response.end(String(looks));
  if (request.url === '/end') process.exit(7);
  response.end(String(process.pid));
}).listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;

describe('the parent process of a container', () => {
  let folder: string;
  let url: string;
  let parent: ContainerParent;
  const said: string[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'container-'));
    writeFileSync(join(folder, 'program.cjs'), PROGRAM);
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    parent = new ContainerParent({
      program: join(folder, 'program.cjs'),
      env: { ...process.env, PORT: String(port), DRAIN_SECONDS: '2' },
      say: (text) => said.push(text),
      silentMs: 1_500,
    });
  });
  afterEach(async () => {
    await parent.stop();
    rmSync(folder, { recursive: true });
  });
  const pid = async () => Number(await (await fetch(url)).text());

  it('kills a server that hangs, and starts it again', async () => {
    const code = parent.run();
    const first = await waitFor(pid);
    // The second look comes behind the first answer.
    await waitFor(async () => Number(await (await fetch(`${url}/looks`)).text()) >= 2);
    process.kill(first, 'SIGSTOP');
    const second = await waitFor(async () => {
      const found = await Promise.race([
        pid(),
        new Promise<number>((resolve) => setTimeout(resolve, 100, first)),
      ]);
      return found !== first && found;
    });
    expect(second).not.toBe(first);
    expect(said).toContain(`server (pid ${first}) does not answer: killed`);
    await parent.stop();
    expect(await code).toBe(0);
  });

  it('ends with the exit code of a server that ends by itself', async () => {
    const code = parent.run();
    await waitFor(pid);
    await fetch(`${url}/end`).catch(() => undefined);
    expect(await code).toBe(7);
  });

  it('ends with the signal that ended the server', async () => {
    const code = parent.run();
    process.kill(await waitFor(pid), 'SIGKILL');
    expect(await code).toBe(137);
  });

  it('lets the server drain when it is told to end', async () => {
    const code = parent.run();
    await waitFor(pid);
    await parent.stop();
    expect(await code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});
