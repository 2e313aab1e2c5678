import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiFiles, breakages, committed } from './api-files.js';

/** Run by scripts/api-docs.mjs. */
async function write(): Promise<void> {
  const broken = breakages();
  if (broken.length > 0 && !process.argv.includes('--breaking')) {
    process.stderr.write(
      `This would break clients:\n${broken.map((text) => `  ${text}\n`).join('')}` +
        'Keep what they rely on, or accept it with: node scripts/api-docs.mjs --breaking\n',
    );
    process.exitCode = 1;
    return;
  }
  for (const [path, text] of Object.entries(await apiFiles())) {
    if (committed(path) === text) continue;
    writeFileSync(join(__dirname, '..', '..', path), text);
    process.stderr.write(`${path} written\n`);
  }
}

void write();
