import { createServer } from 'node:net';
import { freePorts, isFree } from './ports.js';

describe('free ports', () => {
  it('are distinct and below the ports that outgoing connections take', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(12_000);
      expect(port).toBeLessThan(32_000);
    }
  });

  it('pass over a port that somebody listens on', async () => {
    const [taken = 0] = await freePorts(1);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    try {
      expect(await isFree(taken)).toBe(false);
      const draws = [taken, taken, taken + 1].map((port) => (port - 12_000) / 20_000 + 1e-9);
      const [port] = await freePorts(1, () => draws.shift() ?? Math.random());
      expect(port).not.toBe(taken);
    } finally {
      server.close();
    }
  });

  it('are given up when there are none', async () => {
    await expect(freePorts(2, () => 0)).rejects.toThrow(/No 2 free ports/);
  });
});
