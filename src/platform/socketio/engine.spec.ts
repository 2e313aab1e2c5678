import { Socket as TcpSocket } from 'node:net';
import { Registry } from 'prom-client';
import { ConnectionWriter, DEFAULT_WRITER_LIMITS } from './connection-writer.js';
import { rawSocket, type EngineConnection, type EngineTransport } from './engine.js';
import { Gather } from './gather.js';
import { WireFrame } from './wire-frame.js';
import { WireMetrics } from './wire-metrics.js';

const OPEN = 1;

function transport(inside: object): EngineTransport {
  return {
    name: 'websocket',
    writable: true,
    socket: { readyState: OPEN, extensions: '', _socket: new TcpSocket(), ...inside },
  } as unknown as EngineTransport;
}

describe('rawSocket', () => {
  it('finds the TCP socket of an uncompressed WebSocket', () => {
    expect(rawSocket(transport({}))).toBeInstanceOf(TcpSocket);
  });

  it.each([
    ['a compressed one', transport({ extensions: 'permessage-deflate' })],
    ['one whose insides moved', transport({ _socket: undefined })],
    ['one whose state is not known', transport({ readyState: 'open' })],
    ['polling', { name: 'polling', writable: true }],
  ])('finds none behind %s', (_name, given) => {
    expect(rawSocket(given)).toBeUndefined();
  });
});

describe('a connection whose sends cannot be made to pass through one place', () => {
  it('gets each message the ordinary way at once, so that no order can break', () => {
    const written: string[] = [];
    const conn = {
      readyState: 'open',
      transport: { name: 'websocket', writable: true },
      write: (packet: string) => void written.push(packet),
      on: () => undefined,
    } as unknown as EngineConnection;
    const gather = new Gather(new WireMetrics(new Registry()));
    const writer = new ConnectionWriter(conn, gather, DEFAULT_WRITER_LIMITS, () => undefined);
    writer.send(new WireFrame('feed.check', '{"seq":1}'));
    written.push('ack');
    writer.send(new WireFrame('feed.check', '{"seq":2}'));
    expect(written).toEqual(['2["feed.check",{"seq":1}]', 'ack', '2["feed.check",{"seq":2}]']);
    expect(gather.metrics.ordinary).toBe(2);
  });
});
