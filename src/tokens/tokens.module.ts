import { Module, type OnModuleInit } from '@nestjs/common';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Tokens } from './tokens.js';
import { TokensController } from './tokens.controller.js';

@Module({
  imports: [AccessModule],
  controllers: [TokensController],
  providers: [
    {
      provide: Tokens,
      useFactory: (access: Access, audit: Audit, clock: Clock, config: Config) =>
        new Tokens(access, audit, clock, config.access.tokenSecret),
      inject: [Access, Audit, Clock, Config],
    },
  ],
})
export class TokensModule implements OnModuleInit {
  constructor(
    private readonly access: Access,
    private readonly tokens: Tokens,
  ) {}

  onModuleInit(): void {
    this.access.trust(this.tokens);
  }
}
