import type { Socket as TcpSocket } from 'node:net';
import type { Socket as ClientSocket } from 'socket.io-client';
import { WireFrame } from './wire-frame.js';
import { until, WireServer } from './wire.spec-support.js';

const KIB = 1024;
const frame = new WireFrame('n', JSON.stringify('x'.repeat(64 * KIB)));

/** The client's TCP socket: pausing it is a client that stopped reading. */
function tcpOf(client: ClientSocket): TcpSocket {
  const transport = client.io.engine.transport as unknown as { ws: { _socket: TcpSocket } };
  return transport.ws._socket;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function stalledWebSocket(server: WireServer) {
  const client = server.client({ transports: ['websocket'] });
  const connection = await server.nextConnection();
  await until(() => client.connected);
  tcpOf(client).pause();
  return { client, connection };
}

describe('a connection that stops reading', () => {
  it('becomes congested when its bytes stay, and calls back once when it has read them', async () => {
    await using server = await WireServer.start(
      {},
      { congestedBytes: 256 * KIB, overflowBytes: 1024 * 1024 * KIB },
    );
    const { client, connection } = await stalledWebSocket(server);
    const { writer } = connection;
    let sent = 0;
    while (!writer.congested) {
      writer.send(frame);
      if (++sent % 4 === 0) await turn();
    }
    await turn();
    expect(writer.congested).toBe(true);
    let drained = 0;
    let seen = 0;
    client.on('n', () => void seen++);
    writer.onceDrained(() => void drained++);
    await turn();
    expect(drained).toBe(0);
    tcpOf(client).resume();
    await until(() => seen === sent);
    await until(() => drained > 0);
    expect(writer.congested).toBe(false);
    expect(drained).toBe(1);
  });

  it('counts what waits in long polling, where no byte leaves before the next poll', async () => {
    await using server = await WireServer.start({}, { congestedBytes: 128 * KIB, overflowBytes: 1024 * KIB });
    const client = server.client({ transports: ['polling'] });
    let seen = 0;
    client.on('n', () => void seen++);
    const { writer } = await server.nextConnection();
    await until(() => client.connected);
    for (let n = 0; n < 3; n++) writer.send(frame);
    expect(writer.congested).toBe(true);
    server.gather.flush();
    let drained = false;
    writer.onceDrained(() => (drained = true));
    await until(() => drained && seen === 3);
    expect(writer.congested).toBe(false);
  });

  it('is reported when more than the overflow bound is unsent', async () => {
    await using server = await WireServer.start({}, { congestedBytes: 256 * KIB, overflowBytes: 512 * KIB });
    const { connection } = await stalledWebSocket(server);
    for (let sent = 0; connection.overflows === 0 && sent < 1000; sent++) {
      connection.writer.send(frame);
      await turn();
    }
    expect(connection.overflows).toBe(1);
    expect(connection.writer.unsentBytes).toBeLessThan(512 * KIB + 3 * frame.bytes);
  });

  it('is let off for the answers that it asked for, however long they are, but gets no more of them', async () => {
    await using server = await WireServer.start({}, { congestedBytes: 256 * KIB, overflowBytes: 512 * KIB });
    const { client, connection } = await stalledWebSocket(server);
    const { socket, writer } = connection;
    let answered = false;
    socket.on('ask', (ack: (answer: string) => void) => ack('y'.repeat(32 * 1024 * KIB)));
    client.emit('ask', () => (answered = true));
    await until(() => writer.full);
    writer.send(frame);
    expect(writer.congested).toBe(false);
    expect(connection.overflows).toBe(0);
    let roomy = false;
    writer.onceRoomy(() => (roomy = true));
    await turn();
    expect(roomy).toBe(false);
    tcpOf(client).resume();
    await until(() => answered && roomy);
    expect(writer.full).toBe(false);
  });

  it('keeps a long answer once: as the bytes that TCP takes, not as text beside them', async () => {
    await using server = await WireServer.start();
    const client = server.client({ transports: ['websocket'] });
    const { socket, writer } = await server.nextConnection();
    await until(() => client.connected);
    const raw = (socket.conn.transport as unknown as { socket: { _socket: TcpSocket } }).socket._socket;
    const kinds = new Set<string>();
    const write = raw.write.bind(raw) as (...args: unknown[]) => boolean;
    raw.write = ((chunk: unknown, ...rest: unknown[]) => {
      if ((chunk as string).length > 1000) kinds.add(typeof chunk);
      return write(chunk, ...rest);
    }) as typeof raw.write;
    const answer = 'ü'.repeat(64 * KIB);
    socket.on('ask', (ack: (given: string) => void) => ack(answer));
    const given: string[] = [];
    for (let n = 0; n < 3; n++) client.emit('ask', (text: string) => void given.push(text));
    await until(() => given.length === 3 && writer.unsentBytes === 0);
    expect(given).toEqual([answer, answer, answer]);
    expect([...kinds]).toEqual(['object']);
  });

  it('frees its memory soon too when an answer still was on its way', async () => {
    await using server = await WireServer.start({}, { lingerMs: 30 });
    const { client, connection } = await stalledWebSocket(server);
    const { socket, writer } = connection;
    const raw = (socket.conn.transport as unknown as { socket: { _socket: TcpSocket } }).socket._socket;
    socket.on('ask', (ack: (answer: string) => void) => ack('y'.repeat(8 * 1024 * KIB)));
    client.emit('ask', () => undefined);
    await until(() => writer.full);
    writer.send(frame);
    socket.disconnect(true);
    await until(() => raw.destroyed && writer.closed);
    expect(server.io.engine.clientsCount).toBe(0);
  });

  it('frees the memory of a long-polling client that polls no more', async () => {
    await using server = await WireServer.start({}, { lingerMs: 30 });
    const url = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const handshake = await (await fetch(url)).text();
    const { sid } = JSON.parse(handshake.slice(1)) as { sid: string };
    const connected = server.nextConnection();
    await fetch(`${url}&sid=${sid}`, {
      method: 'POST',
      body: '40',
      headers: { 'content-type': 'text/plain' },
    });
    const { socket, writer } = await connected;
    socket.emit('n', 'x'.repeat(64 * KIB));
    socket.disconnect(true);
    await until(() => writer.closed);
    expect(server.io.engine.clientsCount).toBe(0);
  });

  it('frees its memory soon after the server gave it up', async () => {
    await using server = await WireServer.start({}, { lingerMs: 30 });
    const { connection } = await stalledWebSocket(server);
    const { socket, writer } = connection;
    const raw = (socket.conn.transport as unknown as { socket: { _socket: TcpSocket } }).socket._socket;
    for (let n = 0; raw.writableLength === 0 && n < 1000; n++) {
      writer.send(frame);
      server.gather.flush();
    }
    socket.disconnect(true);
    expect(writer.closed).toBe(true);
    await until(() => raw.destroyed);
    let called = false;
    writer.onceDrained(() => (called = true));
    await turn();
    expect(called).toBe(false);
  });
});
