import { pino } from 'pino';
import { Registry } from 'prom-client';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { describeWith } from '../../test/support/requirements.js';
import { waitFor } from '../../test/support/wait-for.js';
import { ManualClock } from '../platform/clock/manual-clock.js';
import { RevocationPoller, type PollerOptions } from './revocation-poller.js';
import { RevocationStore } from './revocation-store.js';
import { Revocations } from './revocations.js';

jest.setTimeout(60_000);

describeWith('postgres', 'revocations of other nodes', () => {
  let test: TestDatabase;
  const pollers: RevocationPoller[] = [];
  beforeAll(async () => {
    test = await openTestDatabase('postgres');
  });
  afterAll(() => test.close());
  beforeEach(() => test.database.client.revocation.deleteMany());
  afterEach(() => Promise.all(pollers.splice(0).map((poller) => poller.stop())));

  async function listen(options: Partial<PollerOptions> = {}) {
    const clock = new ManualClock();
    const revocations = new Revocations();
    const logger = pino({ level: 'silent' });
    const poller = new RevocationPoller(
      test.database,
      revocations,
      { clock, logger, registry: new Registry() },
      options,
    );
    pollers.push(poller);
    await poller.start();
    return { clock, revocations };
  }
  const dead = (revocations: Revocations, subject: string, version = 1) =>
    revocations.isRevoked([{ subject, version }]);
  const store = () => new RevocationStore(test.database, new Revocations(), new ManualClock());

  it('are known at start, and a second after they happened', async () => {
    await store().transaction((_tx, revoke) => revoke('key:old'));
    const { clock, revocations } = await listen();
    expect(dead(revocations, 'key:old')).toBe(true);
    await store().transaction((_tx, revoke) => revoke('user:1', 5));
    clock.advance(1000);
    await waitFor(() => dead(revocations, 'user:1', 4));
    expect(dead(revocations, 'user:1', 5)).toBe(false);
  });

  it('are found also when their transaction commits behind later ones', async () => {
    const { clock, revocations } = await listen();
    await store().transaction(async (_tx, revoke) => {
      await revoke('key:slow');
      await store().transaction((_inner, revokeOther) => revokeOther('key:quick'));
      clock.advance(1000);
      await waitFor(() => dead(revocations, 'key:quick'));
    });
    expect(dead(revocations, 'key:slow')).toBe(false);
    clock.advance(1000);
    await waitFor(() => dead(revocations, 'key:slow'));
  });

  it('are read page by page, however many there are', async () => {
    const { clock, revocations } = await listen({ page: 3 });
    await store().transaction(async (_tx, revoke) => {
      for (let n = 0; n < 20; n++) await revoke(`key:${n}`);
    });
    clock.advance(1000);
    await waitFor(() => Array.from({ length: 20 }, (_, n) => dead(revocations, `key:${n}`)).every(Boolean));
  });

  it('do not happen when their transaction fails', async () => {
    const local = new Revocations();
    const failing = new RevocationStore(test.database, local, new ManualClock());
    await expect(
      failing.transaction(async (_tx, revoke) => {
        await revoke('key:kept');
        throw new Error('no');
      }),
    ).rejects.toThrow();
    expect(dead(local, 'key:kept')).toBe(false);
    expect(await test.database.client.revocation.count()).toBe(0);
  });
});
