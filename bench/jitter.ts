/**
 * Who gets everything, when clients drop out for 2 s about every 15 s? Touchline against bare Socket.IO with the Redis adapter, each on
 * three nodes behind NGINX, in the same run: `node scripts/run-typescript.mjs bench/jitter.ts [--clients N] [--seconds N] [--messages N]`
 * on a fresh build (`node scripts/build.mjs`). Needs postgres, redis-server and nginx. With 10,000 clients: `ulimit -n 65536` first.
 */
import { startCluster } from '../test/support/cluster.js';
import { RedisServer } from '../test/support/redis.js';
import { TestEdge } from '../test/support/test-edge.js';
import { waitFor } from '../test/support/wait-for.js';
import type { JitterCrowdOptions, JitterReport } from './jitter-crowd.js';
import { Helper, machine, pause, quantile, readNumbers, table } from './measured.js';

const { clients, seconds, messages } = readNumbers({ clients: 2000, seconds: 60, messages: 120 });
const AWAY_MS = 2000;
const ONLINE_MS = 13_000;
const JOINS_PER_SECOND = 150;
/** What is not there by then does not come any more. */
const LATEST_MS = 30_000;

type Publish = (n: number) => Promise<void>;

async function measure(
  server: JitterCrowdOptions['server'],
  url: string,
  publish: Publish,
): Promise<JitterReport> {
  const options: JitterCrowdOptions = {
    ...{ server, url, clients, feed: 'jitter', startOverMs: (clients / JOINS_PER_SECOND) * 1000 },
    ...{ onlineMs: ONLINE_MS, awayMs: AWAY_MS },
  };
  using crowd = new Helper<JitterReport>('bench/jitter-crowd.ts', JSON.stringify(options));
  const patience = { timeoutMs: options.startOverMs + 60_000, intervalMs: 500 };
  await waitFor(async () => (await crowd.says('report')).joined === clients, patience);
  await crowd.says('drop');
  await pause(ONLINE_MS);
  const start = performance.now();
  for (let n = 1; n <= messages; n++) {
    await pause(Math.max(0, start + (n * seconds * 1000) / messages - performance.now()));
    await publish(n);
  }
  await crowd.says('stay');
  let report = await crowd.says('report');
  const last = performance.now() + LATEST_MS;
  for (let before = -1; performance.now() < last && report.delivered < clients * messages;) {
    if (report.joined === clients && report.delivered === before) break;
    before = report.delivered;
    await pause(AWAY_MS);
    report = await crowd.says('report');
  }
  return report;
}

async function bare(): Promise<JitterReport> {
  const redis = await RedisServer.start();
  const peers = [1, 2, 3].map(() => new Helper<number>('bench/peers/bare-socket-io.ts', redis.url));
  try {
    const ports = await Promise.all(peers.map((peer) => peer.says()));
    const nodes = ports.map((port, index) => ({ id: `n${index + 1}`, address: `127.0.0.1:${port}` }));
    await using edge = await TestEdge.start('nginx', { nodes });
    return await measure('bare', edge.url, (n) => post(`http://${nodes[n % 3]?.address}/`, { n }));
  } finally {
    for (const peer of peers) peer[Symbol.dispose]();
    await redis.stop();
  }
}

async function touchline(): Promise<JitterReport> {
  await using cluster = await startCluster({ nodes: 3 });
  const { url, nodes, adminApiKey } = cluster.description;
  await cluster.call('POST', '/feeds', { id: 'jitter', kind: 'custom', title: 'Jitter' });
  return await measure('touchline', url, (n) => {
    const events = `${nodes[n % 3]?.url}/api/v1/feeds/jitter/events`;
    return post(events, { type: 'tick', data: { n } }, { authorization: `Bearer ${adminApiKey}` });
  });
}

async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  if (response.status !== 201) throw new Error(`${url}: ${response.status}`);
}

function row(name: string, { delivered, duplicates, returns, completeMs }: JitterReport): string[] {
  const sorted = [...completeMs].sort((a, b) => a - b);
  const ms = (share: number) => `${quantile(sorted, share).toFixed(0)} ms`;
  const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(part === of ? 0 : 2)} %`;
  const wanted = clients * messages;
  return [
    ...[name, percent(delivered, wanted), String(wanted - delivered), String(duplicates), String(returns)],
    ...[percent(completeMs.length, returns), ms(0.5), ms(0.99)],
  ];
}

async function main(): Promise<void> {
  console.log(
    `${clients} clients, each away for 2 s about every 15 s; ${messages} messages in ${seconds} s on 3 nodes`,
  );
  const rows = [
    ['', 'delivered', 'lost', 'twice', 'returns', 'became complete', 'p50', 'p99'],
    row('bare Socket.IO + Redis adapter', await bare()),
  ];
  console.log(`  (${machine()})`);
  const ours = await touchline();
  rows.push(row('Touchline', ours));
  console.log(`  (${machine()})\n\n${table(rows)}`);
  if (ours.delivered !== clients * messages || ours.duplicates > 0) process.exitCode = 1;
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
