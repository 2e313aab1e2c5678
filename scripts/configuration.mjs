// Writes docs/configuration.md from the configuration's own description. Build first.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

const { configurationReference } = await import('../dist/src/platform/config/reference.js');
writeFileSync(join(root, 'docs/configuration.md'), configurationReference());
