import { Module } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { Access } from './access.js';

@Module({
  providers: [
    {
      provide: Access,
      useFactory: (config: Config) => new Access(config.access.adminApiKey),
      inject: [Config],
    },
  ],
  exports: [Access],
})
export class AccessModule {}
