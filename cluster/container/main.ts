import { fileURLToPath } from 'node:url';
import { ContainerParent } from './container-parent.js';
import { withSecrets } from './secrets.js';

const parent = new ContainerParent({
  program: fileURLToPath(new URL('../../src/main.js', import.meta.url)),
  env: withSecrets(process.env),
  say: (text) => process.stderr.write(`${text}\n`),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void parent.stop());
void parent.run().then((code) => {
  process.exitCode = code;
});
