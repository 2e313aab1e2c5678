import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Demo } from './demo.js';

@Module({
  providers: [
    {
      provide: Demo,
      useFactory: (log: EventLog, clock: Clock, logger: RootLogger, config: Config) =>
        new Demo(log, clock, logger.child('demo'), { mode: config.demo.demo, embedded: config.embedded }),
      inject: [EventLog, Clock, RootLogger, Config],
    },
  ],
})
export class DemoModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly demo: Demo) {}

  onApplicationBootstrap(): void {
    this.demo.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.demo.stop();
  }
}
