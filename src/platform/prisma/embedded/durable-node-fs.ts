import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { PGlite } from '@electric-sql/pglite';

/** Emscripten's file system on Node has no fsync of its own; this much of it is needed to add one. */
interface NodeFileStream {
  readonly nfd?: number;
}
interface EmscriptenModule {
  readonly FS: {
    readonly filesystems: {
      readonly NODEFS: { readonly stream_ops: { fsync?: (stream: NodeFileStream) => number } };
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
      (module as EmscriptenModule).FS.filesystems.NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd !== undefined) {
          fsyncSync(stream.nfd);
          this.#syncs += 1;
        }
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } };
  }
}

/** PGlite starts PostgreSQL with fsync off (`-F`) unless told. It takes no settings from its clients' connections either. */
export const START_PARAMETERS: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on'],
  ...['-c', 'wal_sync_method=fsync'],
  ...['-c', 'timezone=UTC'],
];
