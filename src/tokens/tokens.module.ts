import { Module, type OnModuleInit } from '@nestjs/common';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { ExternalTokens } from './external-tokens.js';
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
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const { tokenIssuer: issuer, tokenAudience: audience, tokenJwksUrl: jwksUrl } = this.config.access;
    // First, since ours would take every JWT for one of its own, and refuse it.
    if (issuer !== undefined && jwksUrl !== undefined)
      this.access.trust(new ExternalTokens({ issuer, audience, jwksUrl }, this.clock));
    this.access.trust(this.tokens);
  }
}
