// `npm start`: from a fresh clone to a running server with one command. The server runs in this process, so signals reach it.
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
await import('../dist/src/main.js');
