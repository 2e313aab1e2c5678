import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { useTempFolder } from '../support/temp-folder.js';

jest.setTimeout(180_000);

interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** `npm run drift` on a copy of the schema and the migrations. */
describe('the drift check', () => {
  const root = resolve(__dirname, '../..');
  const folder = useTempFolder('touchline-drift');

  beforeEach(async () => {
    await mkdir(folder(), { recursive: true });
    await cp(join(root, 'prisma'), folder(), { recursive: true });
  });

  function check(): Promise<Outcome> {
    const args = ['--schema', join(folder(), 'schema.prisma'), '--migrations', join(folder(), 'migrations')];
    return new Promise((done) => {
      execFile(process.execPath, [join(root, 'scripts/drift.mjs'), ...args], (error, stdout, stderr) => {
        done({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
      });
    });
  }

  it('passes on what is committed', async () => {
    expect(await check()).toEqual({ code: 0, output: 'The migrations give the schema.\n' });
  });

  it('finds a model that no migration makes, and prints what lacks', async () => {
    const schema = await readFile(join(folder(), 'schema.prisma'), 'utf8');
    await writeFile(
      join(folder(), 'schema.prisma'),
      `${schema}\nmodel Forgotten {\n  id Int @id\n\n  @@map("forgotten")\n}\n`,
    );
    const { code, output } = await check();
    expect(code).toBe(1);
    expect(output).toContain('CREATE TABLE "forgotten"');
  });

  it('finds what a migration makes and no model knows', async () => {
    const name = '99990101000000_extra';
    await mkdir(join(folder(), 'migrations', name));
    await writeFile(join(folder(), 'migrations', name, 'migration.sql'), 'CREATE TABLE extra (id int);\n');
    const { code, output } = await check();
    expect(code).toBe(1);
    expect(output).toContain('DROP TABLE "extra"');
  });
});
