import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Registry } from 'prom-client';
import { openTestDatabase } from '../../test/support/database.js';
import { describeWith } from '../../test/support/requirements.js';
import { waitFor } from '../../test/support/wait-for.js';
import { Clock, SystemClock } from '../platform/clock/clock.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { EventLog, LIVE } from './event-log.js';
import { EventLogModule } from './event-log.module.js';

describeWith('postgres', 'The module of the event log', () => {
  it('provides the log, releases held updates, and commits what it accepted before it ends', async () => {
    const { database, close } = await openTestDatabase('postgres');
    const registry = new Registry();
    const provided = [
      { provide: Database, useValue: database },
      { provide: Clock, useValue: new SystemClock() },
      { provide: Registry, useValue: registry },
      { provide: RootLogger, useValue: RootLogger.silent() },
    ];
    @Global()
    @Module({ providers: provided, exports: provided.map(({ provide }) => provide) })
    class Platform {}
    const module = await Test.createTestingModule({
      imports: [Platform, EventLogModule.with({ retentionDays: 1 })],
    }).compile();
    await module.init();
    const log = module.get(EventLog);
    const feed = { kind: 'custom', title: 'f', tags: [], config: {}, publicDelaySeconds: 0 } as const;
    await log.createFeed({ ...feed, id: 'held', holdSeconds: 1 });
    await log.createFeed({ ...feed, id: 'live', holdSeconds: 0 });
    const publish = (id: string) =>
      log.append({ feed: id, operation: { op: 'publish', type: 'set', data: { a: 1 } }, actor: 'test' });
    await publish('held');
    await waitFor(async () => (await log.feed('held', LIVE))?.seq === 1);
    const last = publish('live');
    await module.close();
    expect((await last).status).toBe('committed');
    expect(await registry.metrics()).toContain('touchline_log_events_total 2');
    await close();
  }, 30_000);
});
