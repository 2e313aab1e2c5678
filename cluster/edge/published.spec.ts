import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedFiles } from './published.js';

describe('the published configurations of the edge', () => {
  it.each(Object.keys(publishedFiles()))(
    '%s is what the code writes (else: npm run edge-config -- --write)',
    (name) => {
      const path = join(__dirname, '../../nginx', name);
      expect(readFileSync(path, 'utf8')).toBe(publishedFiles()[name]);
    },
  );
});
