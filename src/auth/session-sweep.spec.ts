import { pino } from 'pino';
import { ManualClock } from '../platform/clock/manual-clock.js';
import { SessionSweep } from './session-sweep.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the sweep of sessions', () => {
  it('looks each minute, goes on sooner while there is more, and survives a database that is away', async () => {
    const clock = new ManualClock();
    const answers: (number | Error)[] = [0, 200, 3, 0, new Error('away'), 0];
    const looks: number[] = [];
    const endOver = (): Promise<number> => {
      looks.push(clock.now());
      const answer = answers[looks.length - 1] ?? 0;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    const begun = clock.now();
    const sweep = new SessionSweep({ endOver }, clock, pino({ level: 'silent' }));
    sweep.start();
    for (let second = 0; second < 320; second++) {
      clock.advance(1000);
      await turn();
    }
    expect(looks.map((at) => (at - begun) / 1000)).toEqual([60, 120, 121, 122, 182, 242, 302]);
    await sweep.stop();
    clock.advance(120_000);
    await turn();
    expect(looks).toHaveLength(7);
  });
});
