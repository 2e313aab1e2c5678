// `npm test`: installs and builds what is missing, then runs every suite. Arguments go to Jest: `npm test -- src/core`.
import { bin, run, say } from './lib.mjs';
import { prepare } from './prepare.mjs';

const jest = (args) => run(process.execPath, ['--no-warnings', bin('jest'), ...args]);
const chosen = process.argv.slice(2);

try {
  await prepare();
  if (chosen.length > 0) {
    await jest(chosen);
  } else {
    await jest(['--selectProjects', 'unit', 'services']);
    // These kill servers and measure nothing, but they need the machine for themselves.
    await jest(['--selectProjects', 'system', '--runInBand', '--passWithNoTests']);
  }
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
