import { openTestDatabase } from '../../../test/support/database.js';
import { usePostgres } from '../../../test/support/postgres.js';
import { describeWith } from '../../../test/support/requirements.js';
import { silentLogger } from '../../../test/support/silent-logger.js';
import { openDatabase, type Database } from './database.js';
import { databaseIdentity } from './identity.js';

jest.setTimeout(60_000);

describeWith('postgres', 'the identity of a database', () => {
  const postgres = usePostgres();
  let databaseUrl: string;
  let database: Database;
  const reopen = async (): Promise<void> => {
    database = await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false });
  };
  beforeEach(async () => {
    databaseUrl = await postgres().createDatabase({ empty: true });
    await reopen();
  });
  afterEach(async () => database.close());

  it('stays through restarts and crashes', async () => {
    const before = await databaseIdentity(database.client);
    expect(before).toMatchObject({ systemId: expect.stringMatching(/^\d+$/), timeline: expect.any(Number) });
    await database.close();
    await postgres().kill9();
    await postgres().restart();
    await reopen();
    expect(await databaseIdentity(database.client)).toEqual(before);
  });

  it('changes with its timeline when the server is restored, at once', async () => {
    const before = await databaseIdentity(database.client);
    await database.close();
    await postgres().restore();
    await reopen();
    const after = await databaseIdentity(database.client);
    expect(after?.systemId).toBe(before?.systemId);
    expect(after?.timeline).toBe((before?.timeline ?? 0) + 1);
  });

  it('is not told to whom the server does not tell it', async () => {
    const name = new URL(databaseUrl).pathname.slice(1);
    await postgres().query('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC', name);
    await postgres().query(`CREATE ROLE humble_${name} LOGIN`);
    await database.close();
    databaseUrl = databaseUrl.replace('postgres@', `humble_${name}@`);
    await reopen();
    expect(await databaseIdentity(database.client)).toBeUndefined();
  });

  it('is told by the embedded database too', async () => {
    const embedded = await openTestDatabase('pglite');
    expect(await databaseIdentity(embedded.database.client)).toMatchObject({ timeline: 1 });
    await embedded.close();
  });
});
