// `npm run cluster`: the nodes, PostgreSQL, Redis and NGINX on this machine. The supervisor runs in this process, so signals reach it.
import { requireNode, say } from './lib.mjs';

requireNode();
try {
  const { prepare } = await import('./prepare.mjs');
  await prepare();
} catch (error) {
  say(error.message);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
const { main } = await import('../dist/cluster/main.js');
process.exitCode = await main(process.argv.slice(2), process.env);
