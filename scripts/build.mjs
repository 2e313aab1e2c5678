import { say } from './lib.mjs';
import { prepare } from './prepare.mjs';

await prepare().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
