import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Clock, SystemClock } from './clock/clock.js';
import { Config } from './config/config.js';
import { LargeAnswers } from './http/large-answers.js';
import { TrustedProxies } from './http/trusted-proxies.js';
import { Drain } from './lifecycle/drain.js';
import { RootLogger } from './logging/root-logger.js';
import { createRegistry } from './metrics/registry.js';
import { Database } from './prisma/database.js';
import { AddressSlots } from './rate-limit/address-slots.js';
import { FairTurns } from './turns/fair-turns.js';
import { waitingGauge } from './turns/turn-metrics.js';

export interface PlatformOptions {
  readonly config: Config;
  readonly clock?: Clock;
  readonly logger?: RootLogger;
  readonly registry?: Registry;
  /** Without it nothing may ask for the database: tests of what stands on the ports. */
  readonly database?: Database;
}

/** How much of DRAIN_SECONDS moving the clients away may take; the rest is for finishing what was accepted. */
const DRAIN_SHARE = 0.7;

/** What every room may ask for by its class. */
@Global()
@Module({})
export class PlatformModule {
  static with(options: PlatformOptions): DynamicModule {
    const { config } = options;
    const clock = options.clock ?? new SystemClock();
    const logger =
      options.logger ?? new RootLogger({ level: config.server.logLevel, nodeId: config.server.nodeId });
    const registry = options.registry ?? createRegistry(config.server.nodeId);
    const drain = new Drain(clock, logger.child('drain'), config.server.drainSeconds * 1000 * DRAIN_SHARE);
    return {
      module: PlatformModule,
      providers: [
        { provide: Config, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: RootLogger, useValue: logger },
        { provide: Registry, useValue: registry },
        { provide: Drain, useValue: drain },
        { provide: TrustedProxies, useValue: new TrustedProxies(config.server.trustProxy) },
        {
          provide: AddressSlots,
          useValue: new AddressSlots(config.access.connectionsPerAddress, registry),
        },
        { provide: LargeAnswers, useValue: new LargeAnswers(registry) },
        { provide: FairTurns, useValue: new FairTurns(undefined, waitingGauge(registry)) },
        ...(options.database ? [{ provide: Database, useValue: options.database }] : []),
      ],
      exports: [
        ...[
          Config,
          Clock,
          RootLogger,
          Registry,
          Drain,
          TrustedProxies,
          AddressSlots,
          FairTurns,
          LargeAnswers,
        ],
        ...(options.database ? [Database] : []),
      ],
    };
  }
}
