/** One node of the usual score server: a room, the Redis adapter, and hope. Started by a bench: `redisUrl`; says its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

const redisUrl = process.argv[2] as string;
const ROOM = 'feed';

const http = createServer((request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(200).end();
    return;
  }
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    io.to(ROOM).emit('event', JSON.parse(body));
    response.writeHead(201).end();
  });
});
const io = new Server(http, {
  adapter: createAdapter(new Redis(redisUrl), new Redis(redisUrl)),
  perMessageDeflate: false,
});
io.on('connection', (socket) => void socket.join(ROOM));
http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
