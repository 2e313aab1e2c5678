import type { Issue } from '../../../../../src/core/protocol/errors.js';
import { AppError, validationFailed } from '../../../../../src/core/protocol/errors.js';
import { ApiError, NetworkError } from '../../../shared/api/api-error.js';
import type { Feed } from '../../../shared/api/feed.js';
import { readCsv } from './csv.js';
import { ImportRun, type FeedMaker } from './import-run.js';
import type { NewFeed } from './new-feed.js';

const refuse = (error: AppError): ApiError =>
  new ApiError(error.status, error.toProblem(), error.retryAfterSeconds);

/** A server in memory that can lose answers and be asked too fast. */
class Server implements FeedMaker {
  readonly feeds = new Map<string, Feed>();
  readonly pauses: number[] = [];
  made = 0;
  loseAnswersFrom = Number.POSITIVE_INFINITY;
  limited = 0;
  wrong: readonly Issue[] = [];

  async tryOut(feed: NewFeed): Promise<void> {
    if (this.limited-- > 0) {
      throw refuse(new AppError('rate_limited', 'Too fast.', { retryAfterSeconds: 3 }));
    }
    if (this.wrong.length > 0) throw refuse(validationFailed(this.wrong));
    if (this.feeds.has(feed.id)) throw refuse(new AppError('conflict', 'There is one.'));
  }

  async create(feed: NewFeed): Promise<void> {
    if (this.feeds.has(feed.id)) throw refuse(new AppError('conflict', 'There is one.'));
    this.feeds.set(feed.id, feed as unknown as Feed);
    this.made++;
    if (this.made >= this.loseAnswersFrom) throw new NetworkError('gone');
  }

  async find(id: string): Promise<Feed> {
    return this.feeds.get(id) as Feed;
  }

  async pause(ms: number): Promise<void> {
    this.pauses.push(ms);
  }
}

const table = (count: number) =>
  readCsv(`kind,title\n${Array.from({ length: count }, (_, index) => `custom,Feed ${index}\n`).join('')}`)
    .lines;
const kinds = (run: ImportRun) => run.state().verdicts.map(({ kind }) => kind);

describe('ImportRun', () => {
  it('judges every line before it makes the first feed', async () => {
    const server = new Server();
    const lines = readCsv('kind,title\ncustom,New\ncustom,Same\ncustom,Other\ncricket,Wrong\n').lines;
    server.feeds.set('custom.same', lines[1]?.feed as unknown as Feed);
    server.feeds.set('custom.other', { ...lines[2]?.feed, title: 'Changed' } as unknown as Feed);
    const run = new ImportRun(lines, server);
    await run.check();
    expect(kinds(run)).toEqual(['ready', 'there', 'taken', 'refused']);
    expect(run.state().verdicts[2]).toEqual({ kind: 'taken', differs: ['title'] });
    expect(server.made).toBe(0);
    await run.create();
    expect(kinds(run)).toEqual(['created', 'there', 'taken', 'refused']);
    expect(server.made).toBe(1);
  });

  it('names the fields that the server objects to', async () => {
    const server = new Server();
    server.wrong = [{ path: 'config.home', message: 'is required' }];
    const run = new ImportRun(table(1), server);
    await run.check();
    expect(run.state().verdicts).toEqual([{ kind: 'refused', faults: server.wrong }]);
  });

  it('goes on after the network failed, and makes none twice', async () => {
    const server = new Server();
    const run = new ImportRun(table(20), server);
    await run.check();
    server.loseAnswersFrom = 7;
    await run.create();
    expect(run.state().stopped).toBeInstanceOf(NetworkError);
    expect(kinds(run)).toContain('ready');
    server.loseAnswersFrom = Number.POSITIVE_INFINITY;
    await run.create();
    expect(run.state()).toMatchObject({ stopped: undefined, activity: 'idle' });
    expect(server.made).toBe(20);
    expect(kinds(run).every((kind) => kind === 'created' || kind === 'there')).toBe(true);
  });

  it('waits as long as a server that is asked too fast says', async () => {
    const server = new Server();
    server.limited = 3;
    const run = new ImportRun(table(2), server);
    await run.check();
    expect(server.pauses).toEqual([3000, 3000, 3000]);
    expect(kinds(run)).toEqual(['ready', 'ready']);
  });

  it('stops when it is told, and does not call that a failure', async () => {
    const server = new Server();
    const run = new ImportRun(table(50), server);
    const stop = run.subscribe(() => {
      if (run.state().done === 5) run.stop();
    });
    await run.check();
    stop();
    expect(run.state().stopped).toBeUndefined();
    expect(kinds(run).filter((kind) => kind === 'unchecked').length).toBeGreaterThan(30);
  });

  it('does one thing at a time', async () => {
    const server = new Server();
    const run = new ImportRun(table(3), server);
    await run.check();
    await Promise.all([run.create(), run.create(), run.check()]);
    expect(server.made).toBe(3);
  });
});
