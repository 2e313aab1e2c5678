import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { useTempFolder } from '../../../../test/support/temp-folder.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { DirectoryLock, DirectoryLockedError, type LockOwner } from './directory-lock.js';

describe('the lock of the data folder', () => {
  const root = useTempFolder('touchline-lock');
  let folder: string;
  let count = 0;
  beforeEach(async () => {
    folder = join(root(), String((count += 1)));
    await mkdir(folder);
  });
  const file = (): string => join(folder, 'touchline.lock');

  it('is refused to a second owner, naming the first and the remedy', async () => {
    const lock = await DirectoryLock.acquire(folder);
    const refused = DirectoryLock.acquire(folder);
    await expect(refused).rejects.toThrow(DirectoryLockedError);
    await expect(refused).rejects.toThrow(new RegExp(`process ${process.pid} .*DATA_DIR`));
    await lock.release();
    await (await DirectoryLock.acquire(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused while another process lives, and taken over after its kill -9', async () => {
    const other = await holder(folder);
    try {
      await expect(DirectoryLock.acquire(folder)).rejects.toThrow(`process ${other.pid} `);
    } finally {
      const ended = once(other, 'exit');
      other.kill('SIGKILL');
      await ended;
    }
    const lock = await DirectoryLock.acquire(folder);
    expect((JSON.parse(await readFile(file(), 'utf8')) as LockOwner).pid).toBe(process.pid);
    await lock.release();
  });

  it('goes to exactly one of many that find the same stale lock', async () => {
    await writeFile(file(), stale());
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => DirectoryLock.acquire(folder)));
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(DirectoryLockedError);
    }
    expect(await readdir(folder)).toEqual(['touchline.lock']);
  });

  it('is taken over when a later process has the pid of its owner', async () => {
    await writeFile(file(), JSON.stringify({ ...(JSON.parse(stale()) as LockOwner), pid: process.pid }));
    await (await DirectoryLock.acquire(folder)).release();
  });

  it('is taken over when the machine lost its content, and when a takeover was interrupted', async () => {
    await writeFile(file(), '');
    await writeFile(`${file()}.takeover`, stale());
    await (await DirectoryLock.acquire(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused while the socket of its owner answers, whose pid may be of another container', async () => {
    const path = join(folder, 'socket');
    const server = createServer((socket) => socket.end()).listen(path);
    await once(server, 'listening');
    await writeFile(file(), JSON.stringify({ ...(JSON.parse(stale()) as LockOwner), socket: path }));
    await expect(DirectoryLock.acquire(folder)).rejects.toThrow(DirectoryLockedError);
    await new Promise((closed) => server.close(closed));
    await (await DirectoryLock.acquire(folder)).release();
  });

  it('leaves a lock alone that somebody else took over meanwhile', async () => {
    const lock = await DirectoryLock.acquire(folder);
    await writeFile(file(), stale());
    await lock.release();
    expect(await readFile(file(), 'utf8')).toBe(stale());
  });
});

function stale(): string {
  const owner: LockOwner = { pid: 2 ** 22 + 1, startedAs: 'boot:1', lockedAt: '2026-01-01T00:00:00.000Z' };
  return JSON.stringify(owner);
}

/** Another process that holds the lock of the folder until it is killed. */
async function holder(folder: string): Promise<ChildProcess> {
  const code = `
    const { DirectoryLock } = require(${JSON.stringify(resolve(__dirname, 'directory-lock.ts'))});
    DirectoryLock.acquire(${JSON.stringify(folder)}).then(() => console.log('locked'));
    setInterval(() => undefined, 1000);
  `;
  const script = join(folder, '..', 'holder.ts');
  await writeFile(script, code);
  const child = spawn(process.execPath, ['scripts/run-typescript.mjs', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await waitFor(() => output.includes('locked'), { message: 'the other process to lock the folder' });
  return child;
}
