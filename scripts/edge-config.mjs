// `npm run --silent edge-config`: the configuration of NGINX or HAProxy in front of nodes, from their ids and addresses.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode, root, say } from './lib.mjs';

requireNode();
try {
  if (!existsSync(join(root, 'dist/cluster/edge/main.js'))) await (await import('./prepare.mjs')).prepare();
  const { edgeConfig } = await import('../dist/cluster/edge/main.js');
  process.stdout.write(edgeConfig(process.argv.slice(2)));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
