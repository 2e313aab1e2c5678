import { Module, type DynamicModule } from '@nestjs/common';
import { CandlesModule } from './candles/candles.module.js';
import { DemoModule } from './demo/demo.module.js';
import { FeedsModule } from './feeds/feeds.module.js';
import { HealthModule } from './health/health.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';
import { SpectatorModule } from './spectator/spectator.module.js';

/** Names every room; nothing else. */
@Module({})
export class AppModule {
  static with(options: PlatformOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(options),
        HealthModule,
        FeedsModule,
        IngestModule,
        CandlesModule,
        SpectatorModule,
        DemoModule,
      ],
    };
  }
}
