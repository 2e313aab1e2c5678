import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.js';
import { SupervisedProcess, type Happening, type Service } from './supervised-process.js';

/** A program that serves HTTP on argv[1] after it wrote its pid to ./pids, and does to itself what argv[2] says. */
const PROGRAM = `
const { appendFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { createServer } = require('node:http');
const [port, conduct] = process.argv.slice(2);
appendFileSync('pids', process.pid + '\\n');
if (conduct === 'crash') { console.error('the disk is full'); process.exit(3); }
if (conduct === 'deaf') { process.on('SIGTERM', () => {}); }
if (conduct === 'child') {
  const child = spawn(process.execPath, ['-e',
    "require('node:http').createServer((_, r) => r.end('left')).listen(" + port + ", '127.0.0.1')"], { stdio: 'ignore' });
  appendFileSync('children', child.pid + '\\n');
  setInterval(() => {}, 1000);
} else if (conduct !== 'never') {
  createServer((_, response) => response.end('served')).listen(Number(port), '127.0.0.1');
} else setInterval(() => {}, 1000);
`;

async function until(what: string, condition: () => boolean, withinMs = 20_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`It did not come to: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie still takes signals: what counts is whether it runs.
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a supervised process', () => {
  let folder: string;
  let port: number;
  let happened: Happening[];
  /** When each happened, by `performance.now`. */
  let times: number[];
  let supervised: SupervisedProcess | undefined;

  const make = (conduct: string, pauseMs: number | undefined, change: Partial<Service> = {}) => {
    const url = `http://127.0.0.1:${port}/healthz`;
    supervised = new SupervisedProcess(
      {
        name: 'stub',
        command: process.execPath,
        args: [join(folder, 'program.cjs'), String(port), conduct],
        env: process.env,
        folder,
        logFile: join(folder, 'log'),
        serves: async (signal) => (await fetch(url, { signal })).ok,
        startWithinMs: 20_000,
        stopSignal: 'SIGTERM',
        stopWithinMs: 5000,
        ...change,
      },
      pauseMs,
      (happening) => {
        happened.push(happening);
        times.push(performance.now());
      },
    );
    return supervised;
  };
  const pidsOf = (file = 'pids') =>
    existsSync(join(folder, file))
      ? readFileSync(join(folder, file), 'utf8').trim().split('\n').map(Number)
      : [];
  const count = (kind: Happening['kind']) => happened.filter((happening) => happening.kind === kind).length;

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'supervised-')));
    writeFileSync(join(folder, 'program.cjs'), PROGRAM);
    [port = 0] = await freePorts(1);
    happened = [];
    times = [];
  });
  afterEach(async () => {
    await supervised?.stop();
    for (const pid of [...pidsOf(), ...pidsOf('children')]) expect(isAlive(pid)).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('has started once it serves, leading a group of its own', async () => {
    const stub = make('serve', 10);
    await stub.start();
    expect(pidsOf()).toEqual([stub.pid]);
    const stat = readFileSync(`/proc/${stub.pid}/stat`, 'utf8');
    expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]).toBe(String(stub.pid));
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('comes back on its port after %s', async (signal) => {
    const stub = make('serve', 10);
    await stub.start();
    const first = stub.pid ?? 0;
    process.kill(first, signal);
    await until('it serves again', () => count('serving') === 2);
    expect(stub.pid).not.toBe(first);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('served');
    expect(happened).toContainEqual(
      expect.objectContaining({ kind: 'ended', pid: first, againInMs: 10, failures: 0 }),
    );
  });

  it('stays away for the pause that was asked for', async () => {
    const stub = make('serve', 400);
    await stub.start();
    process.kill(stub.pid ?? 0, 'SIGKILL');
    await until('it is started again', () => count('started') === 2);
    const at = (kind: Happening['kind']) =>
      times[happened.findLastIndex((happening) => happening.kind === kind)];
    expect((at('started') ?? 0) - (at('ended') ?? Infinity)).toBeGreaterThan(350);
  });

  it('stays dead when it is never to come back, and so does what it left behind', async () => {
    const stub = make('child', undefined);
    await stub.start();
    process.kill(stub.pid ?? 0, 'SIGKILL');
    await until('it ended', () => count('ended') === 1);
    expect(stub.pid).toBeUndefined();
    expect(happened.at(-1)).toMatchObject({ kind: 'ended', againInMs: undefined });
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });

  it('is started again only when nothing of its group holds the port', async () => {
    const stub = make('child', 0);
    await stub.start();
    const [left = 0] = pidsOf('children');
    process.kill(stub.pid ?? 0, 'SIGKILL');
    await until('it serves again', () => count('serving') === 2);
    expect(isAlive(left)).toBe(false);
    expect(pidsOf('children')).toHaveLength(2);
  });

  it('that left its group but works in its folder is ended too', async () => {
    const stub = make('serve', undefined);
    await stub.start();
    const { spawn } = await import('node:child_process');
    const stray = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      cwd: folder,
      detached: true,
    });
    await until('the stray runs', () => isAlive(stray.pid ?? 0));
    process.kill(stub.pid ?? 0, 'SIGKILL');
    await until('it ended', () => count('ended') === 1);
    expect(isAlive(stray.pid ?? 0)).toBe(false);
  });

  it('that hangs, though its port accepts, is killed and comes back', async () => {
    const url = `http://127.0.0.1:${port}/healthz`;
    const stub = make('serve', 10, { health: { url, limits: { silentMs: 600, refusedMs: 2000 } } });
    await stub.start();
    const first = stub.pid ?? 0;
    process.kill(first, 'SIGSTOP');
    await until('it is found hung', () => count('hung') === 1);
    await until('it serves again', () => count('serving') === 2);
    expect(isAlive(first)).toBe(false);
  });

  it('that does not serve in time is given up and counts as a crash', async () => {
    const stub = make('never', 10, { startWithinMs: 300 });
    await expect(stub.start(2)).rejects.toThrow(/stub does not start/);
    expect(count('hung')).toBe(2);
  });

  it('that crashes at its start says why, after a few tries with growing pauses', async () => {
    const stub = make('crash', 10);
    await expect(stub.start(3)).rejects.toThrow(/stub does not start.*the disk is full/s);
    const pauses = happened.flatMap((happening) => (happening.kind === 'ended' ? [happening.againInMs] : []));
    expect(pauses).toEqual([10, 200, 400]);
  });

  it('is tried for ever once it has served', async () => {
    const stub = make('serve', 5);
    await stub.start(1);
    const squatter = createServer((socket) => socket.destroy());
    process.kill(stub.pid ?? 0, 'SIGKILL');
    await until('it ended', () => count('ended') === 1);
    await until('somebody has its port', () => {
      if (!squatter.listening) squatter.listen(port, '127.0.0.1').once('error', () => undefined);
      return squatter.listening;
    });
    await until('it failed twice', () =>
      happened.some((happening) => happening.kind === 'ended' && happening.failures >= 2),
    );
    squatter.close();
    await until('it serves again', () => count('serving') >= 2);
  });

  it('that is deaf to the stop signal is killed', async () => {
    const stub = make('deaf', 10, { stopWithinMs: 200 });
    await stub.start();
    await stub.stop();
    expect(happened.at(-1)).toMatchObject({ kind: 'ended', signal: 'SIGKILL', againInMs: undefined });
  });

  it('that is suspended stops all the same', async () => {
    const stub = make('serve', 10);
    await stub.start();
    process.kill(stub.pid ?? 0, 'SIGSTOP');
    await stub.stop();
    expect(happened.at(-1)).toMatchObject({ kind: 'ended', signal: 'SIGTERM' });
  });

  it('that is stopped while it starts rejects the start', async () => {
    const stub = make('never', 10);
    const started = stub.start();
    const rejected = expect(started).rejects.toThrow(/stopped before it served/);
    await until('it runs', () => pidsOf().length === 1);
    await stub.stop();
    await rejected;
  });

  it('whose program does not exist says so', async () => {
    const stub = make('serve', 10, { command: join(folder, 'nothing') });
    await expect(stub.start()).rejects.toThrow(/stub cannot be started.*ENOENT/);
  });
});
