import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ChildProgram } from '../../../../test/support/child-program.js';
import { useTempFolder } from '../../../../test/support/temp-folder.js';
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
    const other = await ChildProgram.start(
      root(),
      `const { DirectoryLock } = source('src/platform/prisma/embedded/directory-lock.ts');
       DirectoryLock.acquire(${JSON.stringify(folder)}).then(() => console.log('locked'));
       setInterval(() => undefined, 1000);`,
    );
    try {
      await other.saw('locked');
      await expect(DirectoryLock.acquire(folder)).rejects.toThrow(`process ${other.pid} `);
    } finally {
      await other.kill9();
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
