import { AppError } from '../core/protocol/errors.js';
import { GroupCommitter, type CommitterOptions } from './group-committer.js';

interface Item {
  readonly feed: string;
  readonly n: number;
  readonly alone?: boolean;
}

/** Each commit waits until the test ends it. */
class Commits {
  readonly started: (readonly Item[])[] = [];
  readonly #ends: ((again: readonly (readonly Item[])[]) => void)[] = [];
  readonly commit = (items: readonly Item[]): Promise<readonly (readonly Item[])[]> => {
    this.started.push(items);
    return new Promise((resolve) => this.#ends.push(resolve));
  };

  async end(index: number, again: readonly (readonly Item[])[] = []): Promise<void> {
    this.#ends[index]?.(again);
    await settled();
  }

  get names(): readonly string[] {
    return this.started.map((items) => items.map(({ feed, n }) => `${feed}${n}`).join(' '));
  }
}

/** Lets all microtasks run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function setUp(change: Partial<CommitterOptions<Item>> = {}): {
  commits: Commits;
  committer: GroupCommitter<Item>;
  push: (...names: string[]) => Promise<void>;
} {
  const commits = new Commits();
  const committer = new GroupCommitter<Item>({
    feedOf: ({ feed }) => feed,
    bytesOf: () => 10,
    alone: ({ alone }) => alone === true,
    commit: commits.commit,
    maxBatchItems: 100,
    maxBatchBytes: 1_000,
    maxQueueItems: 1_000,
    maxQueueBytes: 10_000,
    maxLanes: 2,
    ...change,
  });
  /** `a1` is item 1 of feed a; `a1!` commits alone. */
  const push = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      committer.push({ feed: name[0] as string, n: Number(name[1]), alone: name.endsWith('!') });
    }
    await settled();
  };
  return { commits, committer, push };
}

describe('the group committer', () => {
  it('commits what one turn brings together, and what arrives meanwhile as the next batch', async () => {
    const { commits, push } = setUp();
    await push('a1', 'b1', 'a2');
    await push('a3');
    await push('c1');
    expect(commits.names).toEqual(['a1 a2 b1']);
    await commits.end(0);
    expect(commits.names).toEqual(['a1 a2 b1', 'a3 c1']);
  });

  it('bounds a batch by items and by bytes, and takes at least one', async () => {
    const { commits, push } = setUp({ maxBatchItems: 2 });
    await push('a1', 'a2', 'a3', 'b1');
    expect(commits.names).toEqual(['a1 a2']);
    await commits.end(0);
    expect(commits.names[1]).toBe('b1 a3');
    const narrow = setUp({ maxBatchBytes: 5 });
    await narrow.push('a1', 'b1');
    expect(narrow.commits.names).toEqual(['a1']);
  });

  it('refuses what its queue has no room for, and takes more once it has', async () => {
    const { commits, push } = setUp({ maxQueueItems: 2 });
    await push('a1');
    await push('a2', 'a3');
    await expect(push('a4')).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 1 });
    await commits.end(0);
    await push('a5');
    expect(commits.names).toEqual(['a1', 'a2 a3']);
    const bytes = setUp({ maxQueueBytes: 15 });
    await expect(bytes.push('a1', 'a2')).rejects.toBeInstanceOf(AppError);
  });

  it('commits a loner apart, holding up its own feed only, and keeps the order of that feed', async () => {
    const { commits, push } = setUp();
    await push('a1', 'a2!', 'a3', 'b1');
    expect(commits.names).toEqual(['a1 b1']);
    await commits.end(0);
    await push('b2', 'a4');
    expect(commits.names).toEqual(['a1 b1', 'a2', 'b2']);
    await commits.end(2);
    expect(commits.names).toHaveLength(3);
    await commits.end(1);
    expect(commits.names[3]).toBe('a3 a4');
  });

  it('runs no more lanes than it may', async () => {
    const { commits, push } = setUp();
    await push('a1!', 'b1!', 'c1!', 'd1');
    expect(commits.names).toEqual(['a1', 'b1', 'd1']);
    await commits.end(0);
    expect(commits.names).toEqual(['a1', 'b1', 'd1', 'c1']);
  });

  it('tries again apart what a batch left open, before anything later of that feed', async () => {
    const { commits, push } = setUp();
    await push('a1', 'a2', 'b1');
    await push('a3', 'c1');
    const [a1, a2] = commits.started[0] as readonly Item[];
    await commits.end(0, [[a1 as Item], [a2 as Item]]);
    expect(commits.names).toEqual(['a1 a2 b1', 'a1', 'c1']);
    await commits.end(2);
    await commits.end(1);
    expect(commits.names.slice(3)).toEqual(['a2']);
    await commits.end(3);
    expect(commits.names.slice(4)).toEqual(['a3']);
  });

  it('starts what comes for a free feed while an occupied one has items waiting', async () => {
    const { commits, push } = setUp();
    await push('a1!');
    await push('a2');
    await push('b1');
    expect(commits.names).toEqual(['a1', 'b1']);
  });

  it('drains: resolves when nothing waits or is in flight', async () => {
    const { commits, committer, push } = setUp();
    await committer.drain();
    await push('a1', 'a2!');
    let drained = false;
    void committer.drain().then(() => (drained = true));
    await commits.end(0);
    expect(drained).toBe(false);
    await commits.end(1);
    expect(drained).toBe(true);
  });
});
