// `npm start`: from a fresh clone to a running server with one command. The server runs in this process, and this process takes the
// place of npm's shell (where shells have `exec`), so signals reach it, and npm ends when it has.
import { endWithNpm, requireNode, say } from './lib.mjs';

requireNode();
endWithNpm('start');
try {
  const { prepare } = await import('./prepare.mjs');
  await prepare();
} catch (error) {
  say(error.message);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import('../dist/src/main.js');
