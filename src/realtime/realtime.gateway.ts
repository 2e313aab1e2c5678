import type { IncomingMessage } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server } from 'socket.io';
import { Config } from '../platform/config/config.js';
import { TrustedProxies } from '../platform/http/trusted-proxies.js';
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
    private readonly proxies: TrustedProxies,
  ) {}

  onApplicationBootstrap(): void {
    const { nodeId, corsOrigins } = this.config.server;
    attachSocketServer(this.server, this.host.httpAdapter.getHttpServer(), {
      nodeId,
      corsOrigins,
      admit: (handshake, connections) => this.realtime.admit(this.#addressOf(handshake), connections),
      count: (handshake) => this.realtime.count(this.#addressOf(handshake)),
    });
    this.realtime.attach(this.server);
    this.drain.onDrain('realtime', () => this.realtime.drain(this.drain.limitMs));
  }

  onModuleDestroy(): void {
    this.realtime.close();
  }

  #addressOf({ headers, socket }: IncomingMessage): string {
    return this.proxies.addressOf({ headers, peer: socket.remoteAddress });
  }
}
