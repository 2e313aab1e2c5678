/**
 * Who is lost when all nodes are replaced while a match is on? Clients that check everything they get, three nodes behind NGINX, a rolling
 * restart: `node scripts/run-typescript.mjs bench/deploy.ts [--clients N] [--polling N]` on a fresh build (`node scripts/build.mjs`).
 * Needs postgres, redis-server and nginx.
 */
import type { CrowdReport } from '../test/support/crowd/crowd.js';
import { LiveCluster } from '../test/support/live-cluster.js';
import { machine, quantile, readNumbers } from './measured.js';

const { clients, polling } = readNumbers({ clients: 1000, polling: 100 });
const JOINS_PER_SECOND = 100;
const SLICES = 10;

async function restartAll(live: LiveCluster): Promise<void> {
  const { cluster } = live;
  for (const { id, pid } of cluster.current.nodes) {
    const start = performance.now();
    process.kill(pid, 'SIGTERM');
    await cluster.servesAgain(id, pid);
    const ended = new RegExp(`${id} \\(pid ${pid}\\) ended with ([^;\\n]*)`).exec(cluster.log)?.[1];
    console.log(
      `  ${id} ended with ${ended}, the next served ${seconds(performance.now() - start)} after SIGTERM`,
    );
    await live.acks(3);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** When clients left, as shares of the time that the node gave them. */
function histogram(moves: CrowdReport['moves']): string {
  const counts = Array<number>(SLICES + 1).fill(0);
  for (const { afterNoticeMs, windowMs } of moves) {
    const slice = Math.min(SLICES, Math.floor((afterNoticeMs / windowMs) * SLICES));
    counts[slice] = (counts[slice] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  const label = (slice: number) => (slice < SLICES ? `${slice * 10}-${slice * 10 + 10} %` : 'later');
  return counts
    .map((count, slice) => {
      const bar = '#'.repeat(Math.round((count / most) * 50));
      return `  ${label(slice).padStart(9)} ${String(count).padStart(5)} ${bar}`;
    })
    .join('\n');
}

async function main(): Promise<void> {
  console.log(
    `${clients} clients, ${polling} of them polling, while three nodes are restarted one after the other`,
  );
  const startOverMs = (clients / JOINS_PER_SECOND) * 1000;
  const size = { websocket: clients - polling, polling };
  await using live = await LiveCluster.start({ nodes: 3, ...size, startOverMs });
  live.publish();
  await live.acks(3);
  await restartAll(live);
  // Rejects, with all that was found, unless everybody is back and holds exactly what was published.
  const { losses, moves, returnsMs, sessionsUnknown } = await live.settle();
  const events = live.publishers.flatMap(({ acks }) => acks).length;
  const sorted = [...returnsMs].sort((a, b) => a - b);
  const back = [0.5, 0.99, 1].map((share) => `${quantile(sorted, share).toFixed(0)} ms`).join(', ');
  console.log(`  (${machine()})

events published              ${events}
lost, out of order or twice   0
clients that never returned   0
session ID unknown            ${sessionsUnknown}
connections ended, refused    ${JSON.stringify(losses)}
away for (p50, p99, longest)  ${back}

left, as a share of the ${seconds(moves[0]?.windowMs ?? NaN)} that a node announced:
${histogram(moves)}`);
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
