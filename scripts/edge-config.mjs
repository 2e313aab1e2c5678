// `npm run --silent edge-config`: the configuration of NGINX or HAProxy in front of nodes, from their ids and addresses.
import { requireNode, say } from './lib.mjs';

requireNode();
try {
  // What was built of an older version would write that one's configuration.
  await (await import('./prepare.mjs')).prepareServer();
  const { edgeConfig } = await import('../dist/cluster/edge/main.js');
  process.stdout.write(edgeConfig(process.argv.slice(2)));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
