import { readFileSync } from 'node:fs';

const lines = readFileSync('Dockerfile', 'utf8').split('\n');
/** What the last stage takes over from those that build. */
const taken = lines
  .slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  .flatMap((line) => /^COPY --from=\S+ \S+ (\S+)$/.exec(line)?.[1] ?? []);

describe('the image', () => {
  it.each(['dist', 'node_modules', 'spectator-ui/dist', 'admin-ui/dist'])('carries %s', (folder) => {
    expect(taken).toContain(folder);
  });

  it.each(['spectator-ui', 'admin-ui'])('builds the pages of %s', (workspace) => {
    expect(lines.join('\n')).toContain(`npm run build --workspace ${workspace}`);
  });
});
