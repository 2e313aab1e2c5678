import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { MemoryRelay } from './memory-relay.js';
import { Relay } from './relay.js';

/** A single node needs no more than its own memory. */
@Module({
  providers: [{ provide: Relay, useFactory: (): Relay => new MemoryRelay() }],
  exports: [Relay],
})
export class RelayModule implements OnApplicationShutdown {
  constructor(private readonly relay: Relay) {}

  async onApplicationShutdown(): Promise<void> {
    await this.relay.close();
  }
}
