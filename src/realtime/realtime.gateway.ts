import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server } from 'socket.io';
import { Config } from '../platform/config/config.js';
import { Drain } from '../platform/lifecycle/drain.js';
import { attachSocketServer } from '../platform/socketio/socket-server.js';
import { Realtime } from './realtime.js';

/** Hangs Socket.IO on the application's HTTP server before it listens, and moves its clients away when the node leaves. */
@Injectable()
export class RealtimeGateway implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly server: Server,
    private readonly realtime: Realtime,
    private readonly config: Config,
    private readonly drain: Drain,
  ) {}

  onApplicationBootstrap(): void {
    const { nodeId, corsOrigins } = this.config.server;
    attachSocketServer(this.server, this.host.httpAdapter.getHttpServer(), {
      nodeId,
      corsOrigins,
      admit: (connections) => this.realtime.admit(connections),
    });
    this.realtime.attach(this.server);
    this.drain.onDrain('realtime', () => this.realtime.drain(this.drain.limitMs));
  }

  onModuleDestroy(): void {
    this.realtime.close();
  }
}
