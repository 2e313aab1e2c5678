import { waitFor } from '../../../test/support/wait-for.js';
import { RootLogger } from '../logging/root-logger.js';
import { Shutdown, type Step } from './shutdown.js';

function shutdownOf(
  steps: readonly Step[],
  limitMs = 60_000,
): { shutdown: Shutdown; exits: number[]; cuts: () => number; pass: (ms: number) => void } {
  const exits: number[] = [];
  let cuts = 0;
  let now = 0;
  const shutdown = new Shutdown({
    logger: RootLogger.silent().child('main'),
    limitMs,
    steps,
    cut: () => void cuts++,
    exit: (code) => void exits.push(code),
    now: () => now,
  });
  return { shutdown, exits, cuts: () => cuts, pass: (ms) => (now += ms) };
}

describe('leaving', () => {
  const exitCode = process.exitCode;
  afterEach(() => {
    process.exitCode = exitCode;
  });

  it('runs the steps in order, a failing one too, and leaves the end to the empty event loop', async () => {
    const ran: string[] = [];
    const { shutdown, exits } = shutdownOf([
      { name: 'drain', run: async () => void ran.push('drain') },
      { name: 'close', run: () => Promise.reject(new Error('no')) },
      { name: 'database', run: async () => void ran.push('database') },
    ]);
    shutdown.request('SIGTERM');
    await waitFor(() => ran.includes('database'));
    expect(ran).toEqual(['drain', 'database']);
    expect(exits).toEqual([]);
    expect(process.exitCode).toBe(1);
  });

  it('ends at once when asked again', () => {
    const { shutdown, exits, pass } = shutdownOf([
      { name: 'stuck', run: () => new Promise(() => undefined) },
    ]);
    shutdown.request('SIGINT');
    expect(exits).toEqual([]);
    pass(1000);
    shutdown.request('SIGINT');
    expect(exits).toEqual([1]);
  });

  it('takes the signal that several pass on at the same time for one', () => {
    const { shutdown, exits, pass } = shutdownOf([
      { name: 'stuck', run: () => new Promise(() => undefined) },
    ]);
    shutdown.request('SIGTERM');
    shutdown.request('SIGTERM');
    pass(999);
    shutdown.request('SIGINT');
    expect(exits).toEqual([]);
  });

  it('cuts connections shortly before its limit, and ends at the limit', async () => {
    const { shutdown, exits, cuts } = shutdownOf(
      [{ name: 'stuck', run: () => new Promise(() => undefined) }],
      60,
    );
    shutdown.request('SIGTERM');
    await waitFor(() => exits.length === 1);
    expect([exits, cuts()]).toEqual([[1], 1]);
  });
});
