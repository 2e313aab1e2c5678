import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSecrets } from './secrets.js';

describe('the secrets of a container', () => {
  let folder: string;
  let mounted: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    mounted = join(folder, 'mounted');
    mkdirSync(mounted);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those of the environment before all others', () => {
    writeFileSync(join(mounted, 'session_secret'), 'mounted');
    const env = { SESSION_SECRET: 'a', TOKEN_SECRET: 'b', OTHER: 'c' };
    expect(withSecrets(env, mounted)).toEqual(env);
  });

  it('are read from mounted files, without the line end', () => {
    writeFileSync(join(mounted, 'database_url'), 'postgresql://x\n');
    expect(withSecrets({ DATABASE_URL: '' }, mounted)).toEqual({ DATABASE_URL: 'postgresql://x' });
  });

  it('are generated where nobody gives them, once for all nodes, readable by their account only', () => {
    const env = { DATA_DIR: join(folder, 'data'), SESSION_SECRET: '' };
    const first = withSecrets(env, mounted);
    expect(first['SESSION_SECRET']).toMatch(/^[0-9a-f]{64}$/);
    expect(first['TOKEN_SECRET']).toMatch(/^[0-9a-f]{64}$/);
    expect(first['TOKEN_SECRET']).not.toBe(first['SESSION_SECRET']);
    expect(withSecrets(env, mounted)).toEqual(first);
    expect(readdirSync(env.DATA_DIR).sort()).toEqual(['session-secret', 'token-secret']);
    expect(statSync(join(env.DATA_DIR, 'session-secret')).mode & 0o777).toBe(0o600);
  });

  it('are never made up where they must be known to others', () => {
    expect(withSecrets({ DATA_DIR: join(folder, 'data') }, mounted)).not.toHaveProperty('ADMIN_API_KEY');
  });
});
