import { Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Server } from 'socket.io';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../audit/audit.js';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { SocketServerModule } from '../platform/socketio/socket-server.module.js';
import { Realtime } from '../realtime/realtime.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { Relay } from '../relay/relay.js';
import { RelayModule } from '../relay/relay.module.js';
import { Editing } from './editing.js';
import { EditingController } from './editing.controller.js';
import { EditorStore } from './editor-store.js';
import { EditorWatch } from './editor-watch.js';
import { NO_HINTS, SocketHints } from './hints.js';
import { DEFAULT_EDITING_OPTIONS } from './options.js';

/** Who has which desk open and who holds it, on all nodes. */
@Module({
  imports: [AccessModule, RealtimeModule, RelayModule, SocketServerModule],
  controllers: [EditingController],
  providers: [
    {
      provide: EditorStore,
      useFactory: (database: Database) => new EditorStore(database, DEFAULT_EDITING_OPTIONS),
      inject: [Database],
    },
    {
      provide: EditorWatch,
      useFactory: (
        store: EditorStore,
        access: Access,
        config: Config,
        // The relay is asked for, not only for its health: it sets the server's adapter.
        relay: Relay,
        server: Server,
        clock: Clock,
        registry: Registry,
        logger: RootLogger,
      ) =>
        new EditorWatch({
          store,
          access,
          clock,
          registry,
          logger: logger.child('editing'),
          hints: config.storage.redisUrl === undefined ? NO_HINTS : new SocketHints(server, relay),
          options: DEFAULT_EDITING_OPTIONS,
        }),
      inject: [EditorStore, Access, Config, Relay, Server, Clock, Registry, RootLogger],
    },
    {
      provide: Editing,
      useFactory: (store: EditorStore, watch: EditorWatch, log: EventLog, access: Access, audit: Audit) =>
        new Editing({ store, watch, log, access, audit }),
      inject: [EditorStore, EditorWatch, EventLog, Access, Audit],
    },
  ],
})
export class EditingModule implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly watch: EditorWatch,
    private readonly realtime: Realtime,
  ) {}

  /** Before any socket joins. */
  onModuleInit(): void {
    this.realtime.serveEditors(this.watch);
  }

  onModuleDestroy(): void {
    this.watch.close();
  }
}
