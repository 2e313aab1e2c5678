import { Module } from '@nestjs/common';
import { Server } from 'socket.io';
import { newSocketServer } from './socket-server.js';

/** The node's one Socket.IO server: the relay sets its adapter, realtime lets clients in once the application is up. */
@Module({
  providers: [{ provide: Server, useFactory: () => newSocketServer() }],
  exports: [Server],
})
export class SocketServerModule {}
