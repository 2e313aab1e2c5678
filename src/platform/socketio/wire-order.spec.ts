import type { Socket } from 'node:net';
import type { ManagerOptions, Socket as ClientSocket } from 'socket.io-client';
import { WireFrame } from './wire-frame.js';
import { until, WireServer, type WiredConnection } from './wire.spec-support.js';

/** A small generator, so that a failing run can be repeated by its seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Numbers messages 1, 2, 3… and sends them by every way there is, in random order and timing: gathered, gathered and flushed,
 * emitted, as an answer.
 */
async function sendEverything(
  server: WireServer,
  connection: WiredConnection,
  total: number,
  random: () => number,
  large = 0.02,
) {
  const { socket, writer } = connection;
  const acks: ((n: number) => void)[] = [];
  socket.on('ask', (ack: (n: number) => void) => acks.push(ack));
  for (let n = 1; n <= total;) {
    const ack = random() < 0.5 ? acks.shift() : undefined;
    const way = random();
    const padding = random() < large ? 'x'.repeat(200_000) : 'ü'.repeat(Math.floor(random() * 100));
    if (ack) ack(n++);
    else if (way < 0.8) writer.send(new WireFrame('n', JSON.stringify({ n: n++, padding })));
    else if (way < 0.9) socket.emit('n', { n: n++, padding });
    else if (way < 0.93) server.gather.flush();
    else if (way < 0.96) await new Promise((resolve) => setImmediate(resolve));
    else if (way < 0.98) await new Promise((resolve) => setTimeout(resolve, random() * 4));
    else await Promise.resolve();
  }
}

function listen(client: ClientSocket): number[] {
  const seen: number[] = [];
  client.on('n', ({ n }: { n: number }) => void seen.push(n));
  const ask = () => {
    if (!client.connected) return;
    client.emit('ask', (n: number) => {
      seen.push(n);
      setTimeout(ask, 1);
    });
  };
  client.on('connect', () => {
    ask();
    ask();
  });
  return seen;
}

describe('the order on the wire', () => {
  const ways: [string, Partial<ManagerOptions>][] = [
    ['websocket', { transports: ['websocket'] }],
    ['long polling', { transports: ['polling'] }],
    ['long polling that upgrades meanwhile', { transports: ['polling', 'websocket'] }],
  ];
  for (const [name, options] of ways) {
    it.each([1, 2, 3, 4])(`is that of the calls, each message once, over ${name} (seed %i)`, async (seed) => {
      await using server = await WireServer.start({ pingIntervalMs: 7, pingTimeoutMs: 10_000 });
      const total = 1500;
      const random = randomOf(seed);
      const client = server.client(options);
      const seen = listen(client);
      const connection = await server.nextConnection();
      await sendEverything(server, connection, total, random);
      await until(() => seen.length >= total || !client.connected);
      expect(client.connected).toBe(true);
      expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    });
  }

  it.each([1, 2])('holds over a websocket that stops reading now and then (seed %i)', async (seed) => {
    const bound = 1024 * 1024 * 1024;
    await using server = await WireServer.start({}, { congestedBytes: bound, overflowBytes: bound });
    const client = server.client({ transports: ['websocket'] });
    const seen = listen(client);
    const connection = await server.nextConnection();
    await until(() => client.connected);
    const { _socket: tcp } = (client.io.engine.transport as unknown as { ws: { _socket: Socket } }).ws;
    const stalls = setInterval(() => (tcp.isPaused() ? tcp.resume() : tcp.pause()), 40);
    const total = 1200;
    await sendEverything(server, connection, total, randomOf(seed), 0.15);
    await until(() => seen.length >= total || !client.connected);
    clearInterval(stalls);
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  });

  it('lets what was gathered before a disconnect arrive before it', async () => {
    await using server = await WireServer.start();
    const client = server.client({ transports: ['websocket'] });
    const seen: string[] = [];
    client.on('n', () => void seen.push('message'));
    client.on('disconnect', (reason) => void seen.push(reason));
    const { socket, writer } = await server.nextConnection();
    writer.send(new WireFrame('n', '1'));
    socket.disconnect(true);
    writer.send(new WireFrame('n', '2'));
    await until(() => seen.length >= 2);
    expect(seen).toEqual(['message', 'io server disconnect']);
  });

  it('lets what was gathered before a plain close arrive before it', async () => {
    await using server = await WireServer.start();
    const client = server.client({ transports: ['websocket'] });
    const seen: string[] = [];
    client.on('n', () => void seen.push('message'));
    client.on('disconnect', (reason) => void seen.push(reason));
    const { socket, writer } = await server.nextConnection();
    writer.send(new WireFrame('n', '1'));
    socket.conn.close();
    await until(() => seen.length >= 2);
    expect(seen).toEqual(['message', 'transport close']);
  });
});

describe('the direct path', () => {
  it('is taken over websocket: a new engine.io or ws that moves its insides fails here', async () => {
    await using server = await WireServer.start();
    const client = server.client({ transports: ['websocket'] });
    let seen = 0;
    client.on('n', () => void seen++);
    const { writer } = await server.nextConnection();
    await new Promise((resolve) => setImmediate(resolve));
    for (let n = 0; n < 50; n++) writer.send(new WireFrame('n', String(n)));
    server.gather.flush();
    await until(() => seen === 50);
    const metrics = await server.registry.getSingleMetricAsString('touchline_realtime_sends_total');
    expect(metrics).toContain('{path="direct"} 50');
    expect(metrics).not.toContain('path="ordinary"');
    expect(await server.registry.getSingleMetricAsString('touchline_realtime_writes_per_turn')).toContain(
      'touchline_realtime_writes_per_turn_sum 1',
    );
  });

  it('is taken after an upgrade too', async () => {
    await using server = await WireServer.start();
    const client = server.client({ transports: ['polling', 'websocket'] });
    let seen = 0;
    client.on('n', () => void seen++);
    const { writer } = await server.nextConnection();
    await until(() => writer.transportName === 'websocket');
    writer.send(new WireFrame('n', '1'));
    await until(() => seen === 1);
    expect(await server.registry.getSingleMetricAsString('touchline_realtime_sends_total')).toContain(
      '{path="direct"} 1',
    );
  });
});
