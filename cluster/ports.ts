import { createServer } from 'node:net';

/**
 * Below the range from which systems take the local ports of outgoing connections (32768 on Linux, 49152 elsewhere):
 * while a process is away for a moment nothing takes its port by chance.
 */
const LOWEST = 12_000;
const HIGHEST = 32_000;

/** Distinct loopback ports that are free now. Throws when there are none to be found. */
export async function freePorts(count: number, random: () => number = Math.random): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries > 1000)
      throw new Error(`No ${count} free ports between ${LOWEST} and ${HIGHEST} on 127.0.0.1.`);
    const port = LOWEST + Math.floor(random() * (HIGHEST - LOWEST));
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
