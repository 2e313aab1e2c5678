import { Module } from '@nestjs/common';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { EventLog } from '../event-log/event-log.js';
import { Candles } from './candles.js';
import { CandlesController } from './candles.controller.js';

@Module({
  imports: [AccessModule],
  controllers: [CandlesController],
  providers: [
    {
      provide: Candles,
      useFactory: (log: EventLog, access: Access) => new Candles(log, access),
      inject: [EventLog, Access],
    },
  ],
})
export class CandlesModule {}
