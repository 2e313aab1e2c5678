import { Module, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { RevocationModule } from '../access/revocation.module.js';
import { RevocationStore } from '../access/revocation-store.js';
import { Revocations } from '../access/revocations.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { RateLimiter } from '../platform/rate-limit/rate-limiter.js';
import { Users } from '../users/users.js';
import { UsersModule } from '../users/users.module.js';
import { Auth } from './auth.js';
import { AuthController } from './auth.controller.js';
import { AuthMetrics } from './auth-metrics.js';
import { LoginThrottle } from './login-throttle.js';
import { SessionSweep } from './session-sweep.js';
import { Sessions } from './sessions.js';

@Module({
  imports: [AccessModule, RevocationModule, UsersModule],
  controllers: [AuthController],
  providers: [
    {
      provide: Sessions,
      useFactory: (
        database: Database,
        revocations: Revocations,
        store: RevocationStore,
        clock: Clock,
        logger: RootLogger,
        config: Config,
      ) =>
        new Sessions({
          database,
          revocations,
          store,
          clock,
          logger: logger.child('auth'),
          secret: config.access.sessionSecret,
        }),
      inject: [Database, Revocations, RevocationStore, Clock, RootLogger, Config],
    },
    {
      provide: Auth,
      useFactory: (
        users: Users,
        sessions: Sessions,
        limiter: RateLimiter,
        audit: Audit,
        registry: Registry,
      ) => new Auth(users, sessions, new LoginThrottle(limiter), audit, new AuthMetrics(registry)),
      inject: [Users, Sessions, RateLimiter, Audit, Registry],
    },
    {
      provide: SessionSweep,
      useFactory: (sessions: Sessions, clock: Clock, logger: RootLogger) =>
        new SessionSweep(sessions, clock, logger.child('auth')),
      inject: [Sessions, Clock, RootLogger],
    },
  ],
})
export class AuthModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly access: Access,
    private readonly sessions: Sessions,
    private readonly sweep: SessionSweep,
  ) {}

  onModuleInit(): void {
    this.access.trustSessions(this.sessions);
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweep.stop();
  }
}
