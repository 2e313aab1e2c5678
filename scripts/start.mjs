// `npm start`: from a fresh clone to a running server with one command.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, say } from './lib.mjs';
import { prepare } from './prepare.mjs';

try {
  await prepare();
} catch (error) {
  say(error.message);
  process.exit(1);
}

const server = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/src/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// Ctrl-C in a terminal reaches the server too: this process only waits, so that it exits with the server's own code.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal === 'SIGTERM' || !process.stdin.isTTY) server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  });
}
server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
