// `npm run verify`: all that CI runs, in the order of what fails fastest.
import { run, say } from './lib.mjs';
import { prepare } from './prepare.mjs';

try {
  await prepare();
  for (const script of ['typecheck', 'lint', 'drift', 'audit', 'test']) {
    say(`npm run ${script}`);
    await run('npm', ['run', '--silent', script]);
  }
  say('All green.');
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
