import { closeSync, fsyncSync, openSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { PGlite } from '@electric-sql/pglite';

/** Emscripten's file system on Node has no fsync of its own; this much of it is needed to add one. */
interface NodeFileStream {
  /** Of the host. Folders have none. */
  readonly nfd?: number;
  readonly node: unknown;
}
interface EmscriptenModule {
  readonly FS: {
    readonly filesystems: {
      readonly NODEFS: {
        readonly stream_ops: { fsync?: (stream: NodeFileStream) => number };
        /** The path on the host. */
        realPath(node: unknown): string;
      };
    };
  };
}

type Initialised = Awaited<ReturnType<NodeFS['init']>>;

/** Files of the host, where PostgreSQL's fsync reaches the disk. */
export class DurableNodeFS extends NodeFS {
  #syncs = 0;

  /** How often a file was synced to disk. */
  get syncs(): number {
    return this.#syncs;
  }

  override async init(...args: Parameters<NodeFS['init']>): Promise<Initialised> {
    const { emscriptenOpts } = await super.init(...args);
    const addSync = (module: unknown): void => {
      const files = (module as EmscriptenModule).FS.filesystems.NODEFS;
      files.stream_ops.fsync = (stream) => {
        if (stream.nfd === undefined) syncFolder(files.realPath(stream.node));
        else fsyncSync(stream.nfd);
        this.#syncs += 1;
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } };
  }
}

/** So that a file which was just made or renamed is there after a power loss. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** PGlite starts PostgreSQL with fsync off (`-F`) unless told. It takes no settings from its clients' connections either. */
export const START_PARAMETERS: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on'],
  ...['-c', 'wal_sync_method=fsync'],
  ...['-c', 'timezone=UTC'],
];
