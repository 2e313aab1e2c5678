import { pino } from 'pino';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { describeWith } from '../../test/support/requirements.js';
import { waitFor } from '../../test/support/wait-for.js';
import { RevocationStore } from '../access/revocation-store.js';
import { Revocations } from '../access/revocations.js';
import { ManualClock } from '../platform/clock/manual-clock.js';
import type { UserRow } from '../users/user.js';
import { Sessions } from './sessions.js';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const LIMITS = { idleMs: 30 * MINUTE_MS, absoluteMs: 120 * MINUTE_MS, perUser: 3 };

describeWith('postgres', 'sessions', () => {
  let test: TestDatabase;
  let user: UserRow;
  let clock: ManualClock;
  beforeAll(async () => {
    test = await openTestDatabase('postgres');
    const now = new Date();
    user = await test.database.client.user.create({
      data: {
        id: 'u1',
        email: 'a@b.c',
        role: 'viewer',
        passwordHash: 'x',
        createdAt: now,
        updatedAt: now,
      },
    });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock = new ManualClock();
    await test.database.client.session.deleteMany();
  });

  /** The sessions of one node: its own caches, on the shared database. */
  const node = (): Sessions => {
    const { database } = test;
    const revocations = new Revocations();
    const store = new RevocationStore(database, revocations, clock);
    const logger = pino({ level: 'silent' });
    return new Sessions({
      database,
      revocations,
      store,
      clock,
      logger,
      secret: 's'.repeat(32),
      limits: LIMITS,
    });
  };
  const seenAt = async () => (await test.database.client.session.findFirst())?.seenAt.getTime();

  it('end when they are not used, on a node that knows them and on one that does not', async () => {
    const here = node();
    const { token } = await here.open(user, {}, undefined);
    clock.advance(LIMITS.idleMs - 1000);
    expect(await here.authenticate(token)).toMatchObject({ id: 'u1' });
    await waitFor(async () => (await seenAt()) === clock.now());
    clock.advance(LIMITS.idleMs);
    expect(await node().authenticate(token)).toMatchObject({ id: 'u1' });
    clock.advance(LIMITS.idleMs + 1000);
    for (const sessions of [here, node()]) expect(await sessions.authenticate(token)).toBeUndefined();
  });

  it('end at their time however busy they are', async () => {
    const here = node();
    const { token, caller } = await here.open(user, {}, undefined);
    const end = clock.now() + LIMITS.absoluteMs;
    expect(caller.expiresAtMs).toBe(end);
    for (let n = 0; n < 6; n++) {
      clock.advance(20 * MINUTE_MS);
      expect((await here.authenticate(token))?.expiresAtMs).toBe(end);
    }
  });

  it('are a bounded number a user: the oldest ends for a further one', async () => {
    const here = node();
    const tokens: string[] = [];
    for (let n = 0; n < 5; n++) {
      clock.advance(1000);
      tokens.push((await here.open(user, {}, undefined)).token);
    }
    const open = await Promise.all(tokens.map((token) => here.authenticate(token)));
    expect(open.map((caller) => caller !== undefined)).toEqual([false, false, true, true, true]);
  });

  it('are removed when they are over, and revoked for every node, and no others', async () => {
    const here = node();
    const idle = (await here.open(user, {}, undefined)).caller.sessionId;
    clock.advance(LIMITS.idleMs - 5 * MINUTE_MS);
    const used = (await here.open(user, {}, undefined)).caller.sessionId;
    const { client } = test.database;
    clock.advance(5 * MINUTE_MS);
    expect(await here.endOver()).toBe(0);
    // A use may be noted some time late.
    clock.advance(3 * MINUTE_MS);
    expect([await node().endOver(), await here.endOver()]).toEqual([1, 0]);
    expect((await client.session.findMany()).map(({ id }) => id)).toEqual([used]);
    const revoked = await client.revocation.findMany({ where: { subject: `session:${idle}` } });
    expect(revoked).toHaveLength(1);
    clock.advance(LIMITS.absoluteMs);
    expect(await here.endOver()).toBe(1);
    expect(await client.session.count()).toBe(0);
  });

  it('are not opened for an account that changed while its password was compared', async () => {
    const here = node();
    await expect(here.open({ ...user, version: user.version - 1 }, {}, undefined)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await test.database.client.session.count()).toBe(0);
  });
});
