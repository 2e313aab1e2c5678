import { Module, type DynamicModule } from '@nestjs/common';
import { ApiDocsModule } from './api-docs/api-docs.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CandlesModule } from './candles/candles.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { DemoModule } from './demo/demo.module.js';
import { EditingModule } from './editing/editing.module.js';
import { EventLogModule } from './event-log/event-log.module.js';
import { FeedsModule } from './feeds/feeds.module.js';
import { HealthModule } from './health/health.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { SystemModule } from './presence/system.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { SseModule } from './sse/sse.module.js';
import { SpectatorModule } from './spectator/spectator.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UsersModule } from './users/users.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** Names every room; nothing else. */
@Module({})
export class AppModule {
  static with(options: PlatformOptions): DynamicModule {
    const { retentionDays } = options.config.storage;
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(options),
        // Every room may ask for the log by its port; who keeps it is decided here alone.
        { ...EventLogModule.with(retentionDays === undefined ? {} : { retentionDays }), global: true },
        // Likewise the audit, which every room that writes tells.
        { module: AuditModule, global: true },
        UsersModule,
        AuthModule,
        ApiKeysModule,
        TokensModule,
        DeliveryModule,
        HealthModule,
        FeedsModule,
        IngestModule,
        CandlesModule,
        RealtimeModule,
        SseModule,
        WebhooksModule,
        PresenceModule,
        SystemModule,
        EditingModule,
        ApiDocsModule,
        DemoModule,
        SpectatorModule,
        ConsoleModule,
      ],
    };
  }
}
