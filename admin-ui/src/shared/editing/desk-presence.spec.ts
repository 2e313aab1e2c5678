import type { Editor, FeedEditors } from '../../../../src/core/protocol/messages.js';
import { ApiError, NetworkError } from '../api/api-error.js';
import { DeskPresence } from './desk-presence.js';

const SINCE = '2026-06-11T18:00:00.000Z';
const MINE: Editor = { kind: 'person', name: 'Ada', since: SINCE, tab: 'my-tab' };
const BOB: Editor = { kind: 'person', name: 'Bob', since: SINCE };

/** A server with one desk, as Ada's tab sees it. */
class FakeServer {
  #second = 0;
  lock: Editor | undefined;
  editors: readonly Editor[] = [MINE];
  down = false;
  refuses: ApiError | undefined;
  readonly calls: string[] = [];
  #listener: (editors: FeedEditors) => void = () => undefined;

  now(): FeedEditors {
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, ++this.#second)).toISOString();
    return { feed: 'a', editors: this.editors, ...(this.lock ? { lock: this.lock } : {}), at };
  }

  tell(editors = this.now()): void {
    this.#listener(editors);
  }

  readonly link = {
    meet: () => this.#answer('meet', () => this.now()),
    take: (takeOver: boolean) =>
      this.#answer(takeOver ? 'take over' : 'take', () => {
        if (this.lock && this.lock !== MINE && !takeOver) throw conflict(this.lock);
        this.lock = MINE;
        return this.now();
      }),
    release: () => this.#answer('release', () => void (this.lock = undefined)),
    leave: () => this.#answer('leave', () => undefined),
    watch: (listener: (editors: FeedEditors) => void) => {
      this.#listener = listener;
      return () => void (this.#listener = () => undefined);
    },
  };

  #answer<T>(name: string, work: () => T): Promise<T> {
    this.calls.push(name);
    if (this.down) return Promise.reject(new NetworkError('down'));
    if (this.refuses) return Promise.reject(this.refuses);
    return new Promise((resolve) => resolve(work()));
  }
}

function conflict(lock: Editor | undefined): ApiError {
  const code = 'conflict' as const;
  const problem = { type: 'x', title: 'x', status: 409, detail: 'x', code, ...(lock ? { lock } : {}) };
  return new ApiError(409, problem, undefined);
}

describe('this tab at a desk', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  const pass = (ms = 0) => jest.advanceTimersByTimeAsync(ms);
  const setUp = async () => {
    const server = new FakeServer();
    const desk = new DeskPresence('my-tab', server.link);
    desk.start();
    await pass();
    return { server, desk };
  };

  it('says every three seconds that it is there, until it leaves', async () => {
    const { server, desk } = await setUp();
    await pass(9_000);
    expect(server.calls).toEqual(['meet', 'meet', 'meet', 'meet']);
    await desk.stop();
    await pass(30_000);
    expect(server.calls.slice(4)).toEqual(['leave']);
  });

  it('shows everybody else, and whether the desk is free', async () => {
    const { server, desk } = await setUp();
    expect(desk.view()).toMatchObject({ others: [], lock: 'free' });
    server.editors = [MINE, BOB];
    server.lock = BOB;
    server.tell();
    expect(desk.view()).toMatchObject({ others: [BOB], lock: 'held', holder: BOB, lostTo: undefined });
  });

  it('takes a free desk with the first press, once', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    desk.pressed();
    await pass();
    desk.pressed();
    await pass();
    expect(server.calls).toEqual(['meet', 'take']);
    expect(desk.view().lock).toBe('mine');
  });

  it('does not take a desk that somebody holds, but with a take-over', async () => {
    const { server, desk } = await setUp();
    server.lock = BOB;
    server.tell();
    desk.pressed();
    await pass();
    expect(server.calls).toEqual(['meet']);
    await desk.takeOver();
    expect(desk.view()).toMatchObject({ lock: 'mine', holder: undefined });
  });

  it('is held by the other when both press at the same moment', async () => {
    const { server, desk } = await setUp();
    server.lock = BOB;
    desk.pressed();
    await pass();
    expect(desk.view()).toMatchObject({ lock: 'held', holder: BOB, lostTo: undefined });
  });

  it('tells whom it lost the desk to, until that is read or the desk is back', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    await pass();
    server.lock = BOB;
    server.tell();
    expect(desk.view()).toMatchObject({ lock: 'held', lostTo: BOB });
    await pass(6_000);
    expect(desk.view().lostTo).toBe(BOB);
    await desk.takeOver();
    expect(desk.view().lostTo).toBeUndefined();
    server.lock = BOB;
    server.tell();
    desk.dismissLoss();
    expect(desk.view()).toMatchObject({ lock: 'held', lostTo: undefined });
  });

  it('does not take the desk back by itself when the other leaves', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    await pass();
    server.lock = BOB;
    server.tell();
    server.lock = undefined;
    server.tell();
    await pass(6_000);
    expect(server.calls.filter((call) => call === 'take')).toHaveLength(1);
    expect(desk.view().lock).toBe('free');
  });

  it('knows nothing while the server cannot be asked, and takes the desk again when nobody else did', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    await pass();
    server.down = true;
    await pass(7_000);
    expect(desk.view().lock).toBe('unknown');
    desk.pressed();
    server.lock = undefined;
    server.down = false;
    await pass(4_000);
    expect(desk.view().lock).toBe('mine');
  });

  it('tells of a take-over that happened while it was cut off', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    await pass();
    server.down = true;
    await pass(7_000);
    server.lock = BOB;
    server.down = false;
    await pass(4_000);
    expect(desk.view()).toMatchObject({ lock: 'held', lostTo: BOB });
  });

  it('follows the presses of one person from tab to tab, and tells them of no loss', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    await pass();
    server.lock = { ...MINE, tab: 'other-tab' };
    server.tell();
    expect(desk.view()).toMatchObject({ lock: 'elsewhere', lostTo: undefined });
    desk.pressed();
    await pass();
    expect(server.calls).toEqual(['meet', 'take', 'take over']);
    expect(desk.view().lock).toBe('mine');
  });

  it('takes another tab with the same key for somebody else', async () => {
    const { server, desk } = await setUp();
    server.lock = { kind: 'key', name: 'newsroom', since: SINCE, tab: 'other-tab' };
    server.tell();
    expect(desk.view().lock).toBe('held');
  });

  it('ignores what is older than what it knows', async () => {
    const { server, desk } = await setUp();
    server.lock = BOB;
    const late = server.now();
    server.lock = undefined;
    server.tell();
    server.tell(late);
    expect(desk.view().lock).toBe('free');
  });

  it('gives the desk back for good, though an answer from before comes late', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    await pass();
    const late = server.now();
    await desk.release();
    expect(desk.view().lock).toBe('free');
    server.tell(late);
    server.tell();
    await pass(3_000);
    expect(desk.view().lock).toBe('free');
    expect(server.calls.filter((call) => call === 'take')).toHaveLength(1);
  });

  it('asks seldom where it is refused, and keeps nobody from working', async () => {
    const { server, desk } = await setUp();
    server.lock = BOB;
    server.tell();
    server.refuses = conflict(undefined);
    await pass(3_000);
    expect(desk.view().lock).toBe('unknown');
    await pass(29_000);
    expect(server.calls).toEqual(['meet', 'meet']);
  });

  it('takes over behind a take that is under way, and says when it cannot', async () => {
    const { server, desk } = await setUp();
    desk.pressed();
    const over = desk.takeOver();
    await pass();
    await over;
    expect(server.calls).toEqual(['meet', 'take', 'take over']);
    server.down = true;
    await expect(desk.takeOver()).rejects.toThrow(NetworkError);
  });
});
