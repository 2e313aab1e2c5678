import { existsSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = 'postgres';
const UNFINISHED = `${NAME}.new`;

/** Where the database's files are, below the data folder. */
export function databaseFolder(dataDir: string): string {
  return join(dataDir, NAME);
}

/**
 * Makes the database's folder if there is none: `initialise` fills another one, which takes its name only when it is whole
 * and on disk. What an interrupted attempt left is removed.
 */
export async function ensureDatabaseFolder(
  dataDir: string,
  initialise: (folder: string) => Promise<void>,
): Promise<void> {
  const unfinished = join(dataDir, UNFINISHED);
  await rm(unfinished, { recursive: true, force: true });
  if (existsSync(databaseFolder(dataDir))) return;
  await initialise(unfinished);
  await syncTree(unfinished);
  await rename(unfinished, databaseFolder(dataDir));
  await sync(dataDir);
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await sync(path);
  }
  await sync(folder);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Folders can't be synced everywhere.
    if (!['EISDIR', 'EPERM', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
