import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class TempFolder {
  private constructor(readonly path: string) {}

  static async create(name = 'touchline'): Promise<TempFolder> {
    return new TempFolder(await mkdtemp(join(tmpdir(), `${name}-`)));
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** A folder a test file, removed behind its last test. */
export function useTempFolder(name?: string): () => string {
  let folder: TempFolder | undefined;
  beforeAll(async () => {
    folder = await TempFolder.create(name);
  });
  afterAll(async () => folder?.remove());
  return () => {
    if (!folder) throw new Error('The folder exists only while tests run.');
    return folder.path;
  };
}
