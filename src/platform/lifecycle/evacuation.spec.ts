import { ManualClock } from '../clock/manual-clock.js';
import { evacuate } from './evacuation.js';

describe('evacuate', () => {
  it('leaves clients half of the time to go by themselves, then ends them evenly', async () => {
    const clock = new ManualClock();
    const connections = new Set<{ drop(): void }>();
    for (let n = 0; n < 100; n++) {
      const connection = { drop: () => void connections.delete(connection) };
      connections.add(connection);
    }
    let done = false;
    const evacuated = evacuate(connections, clock, 10_000).then(() => (done = true));
    clock.advance(5000);
    expect(connections.size).toBe(100);
    clock.advance(1800);
    expect(connections.size).toBeGreaterThan(30);
    expect(connections.size).toBeLessThan(70);
    clock.advance(1800);
    expect(connections.size).toBe(0);
    await evacuated;
    expect(done).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('ends in time with whoever does not go', async () => {
    const clock = new ManualClock();
    const evacuated = evacuate(new Set([{ drop: () => undefined }]), clock, 1000);
    clock.advance(1100);
    await evacuated;
    expect(clock.pending).toBe(0);
  });
});
