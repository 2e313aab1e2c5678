// Writes docs/openapi.json, docs/asyncapi.json and the types of the test client from the schemas of the code. Refuses what would
// break clients of the committed documents, unless it is told `--breaking`.
import { run } from './lib.mjs';

const script = ['scripts/run-typescript.mjs', 'test/support/write-api-docs.ts'];
await run(process.execPath, [...script, ...process.argv.slice(2)]).catch(() => {
  process.exitCode = 1;
});
