import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HealthJudge, takePulse, watchHealth } from './health-watch.js';

const limits = { silentMs: 5000, refusedMs: 15_000 };

describe('the judge of a process', () => {
  it('finds it hung after five seconds of silence, and not before', () => {
    const judge = new HealthJudge(limits, 7000, 0);
    expect(judge.hung('alive', 500)).toBe(false);
    expect(judge.hung('silent', 3000)).toBe(false);
    expect(judge.hung('silent', 5499)).toBe(false);
    expect(judge.hung('silent', 5500)).toBe(true);
  });

  it('counts the silence anew after each answer', () => {
    const judge = new HealthJudge(limits, 7000, 0);
    for (let now = 0; now < 60_000; now += 4900) expect(judge.hung('alive', now)).toBe(false);
  });

  it('gives one that closed its listener the time to drain', () => {
    const judge = new HealthJudge(limits, 7000, 0);
    for (let now = 500; now < 15_000; now += 500) expect(judge.hung('refused', now)).toBe(false);
    expect(judge.hung('refused', 15_000)).toBe(true);
  });

  it('starts over when it did not run itself', () => {
    const judge = new HealthJudge(limits, 7000, 0);
    expect(judge.hung('silent', 60_000)).toBe(false);
    expect(judge.hung('silent', 64_000)).toBe(false);
    expect(judge.hung('silent', 65_000)).toBe(true);
  });
});

describe('the pulse of a process', () => {
  let server: Server;
  let url: string;
  let answer: 'ok' | 'error' | 'nothing';

  beforeEach(async () => {
    server = createServer((_, response) => {
      if (answer !== 'nothing') response.writeHead(answer === 'ok' ? 200 : 500).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is alive when it answers 200, silent when it answers otherwise or not at all', async () => {
    answer = 'ok';
    expect(await takePulse(url, 2000)).toBe('alive');
    answer = 'error';
    expect(await takePulse(url, 2000)).toBe('silent');
    answer = 'nothing';
    expect(await takePulse(url, 50)).toBe('silent');
  });

  it('is refused where nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await takePulse(url, 2000)).toBe('refused');
  });

  it('is taken until the process falls silent', async () => {
    answer = 'ok';
    const asked: number[] = [];
    server.on('request', () => {
      asked.push(asked.length);
      if (asked.length === 3) answer = 'nothing';
    });
    const end = new AbortController();
    expect(await watchHealth({ url, limits: { silentMs: 200, refusedMs: 500 } }, end.signal)).toBe(true);
    expect(asked.length).toBeGreaterThanOrEqual(3);
  });

  it('is taken no further once the watch is ended', async () => {
    answer = 'nothing';
    const end = new AbortController();
    const watched = watchHealth({ url, limits: { silentMs: 60_000, refusedMs: 60_000 } }, end.signal);
    server.once('request', () => end.abort());
    expect(await watched).toBe(false);
  });
});
