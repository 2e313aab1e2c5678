import { Module } from '@nestjs/common';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../audit/audit.js';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { FairTurns } from '../platform/turns/fair-turns.js';
import { Authors } from './authors.js';
import { Feeds } from './feeds.js';
import { FeedsController } from './feeds.controller.js';
import { History } from './history.js';
import { HistoryController } from './history.controller.js';

@Module({
  imports: [AccessModule],
  controllers: [FeedsController, HistoryController],
  providers: [
    {
      provide: Feeds,
      useFactory: (log: EventLog, access: Access, clock: Clock, audit: Audit, turns: FairTurns) =>
        new Feeds(log, access, clock, audit, turns),
      inject: [EventLog, Access, Clock, Audit, FairTurns],
    },
    {
      provide: Authors,
      useFactory: (log: EventLog, access: Access) => new Authors(log, access),
      inject: [EventLog, Access],
    },
    {
      provide: History,
      useFactory: (log: EventLog, access: Access) => new History(log, access),
      inject: [EventLog, Access],
    },
  ],
})
export class FeedsModule {}
