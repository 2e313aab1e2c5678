import { ManualClock } from '../clock/manual-clock.js';
import { RootLogger } from '../logging/root-logger.js';
import { Drain } from './drain.js';

function drainOf(clock = new ManualClock()): Drain {
  return new Drain(clock, RootLogger.silent().child('drain'), 1000);
}

describe('draining', () => {
  it('is visible from its first moment, runs every task at once and resolves behind the last', async () => {
    const drain = drainOf();
    const ended: string[] = [];
    let release: (() => void) | undefined;
    drain.onDrain('slow', async () => {
      await new Promise<void>((resolve) => (release = resolve));
      ended.push('slow');
    });
    drain.onDrain('quick', async () => void ended.push('quick'));
    expect(drain.draining).toBe(false);
    const done = drain.begin();
    expect(drain.draining).toBe(true);
    expect(ended).toEqual(['quick']);
    release?.();
    await done;
    expect(ended).toEqual(['quick', 'slow']);
  });

  it('stops waiting at its limit, and says so to the tasks', async () => {
    const clock = new ManualClock();
    const drain = drainOf(clock);
    let aborted = false;
    drain.onDrain('stuck', (deadline) => {
      deadline.addEventListener('abort', () => (aborted = true));
      return new Promise(() => undefined);
    });
    const done = drain.begin();
    clock.advance(1000);
    await done;
    expect(aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('goes on when a task fails, and begins only once', async () => {
    const drain = drainOf();
    let runs = 0;
    drain.onDrain('broken', () => Promise.reject(new Error('no')));
    drain.onDrain('counted', async () => void runs++);
    await Promise.all([drain.begin(), drain.begin()]);
    expect(runs).toBe(1);
  });
});
