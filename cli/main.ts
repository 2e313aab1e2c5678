import { run } from './program.js';
import { ProcessTerminal } from './terminal.js';

process.exitCode = await run(process.argv.slice(2), new ProcessTerminal());
