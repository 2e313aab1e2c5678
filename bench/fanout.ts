/**
 * What a delivery costs the server, against bare Socket.IO rooms in the same run: `node scripts/run-typescript.mjs bench/fanout.ts`.
 * Loopback only, about half a minute; the subscribers live in a process of their own.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { Registry } from 'prom-client';
import { Server } from 'socket.io';
import { Frame } from '../src/delivery/frame.js';
import { DEFAULT_WRITER_LIMITS } from '../src/platform/socketio/connection-writer.js';
import { Gather } from '../src/platform/socketio/gather.js';
import { createSocketServer } from '../src/platform/socketio/socket-server.js';
import { WireMetrics } from '../src/platform/socketio/wire-metrics.js';
import { SocketSink } from '../src/realtime/socket-sink.js';
import { now, runCrowd, type CrowdReport } from './socket-crowd.js';

interface Scenario {
  readonly name: string;
  readonly sockets: number;
  /** Every socket is in every room; each tick sends one update to each room. */
  readonly rooms: number;
  readonly ticksPerSecond: number;
}

interface Result {
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
  readonly delivered: number;
}

/** Sends one update to everybody in a room. */
type Publish = (room: number, payload: object) => void;

const SECONDS = 4;
const SCENARIOS: readonly Scenario[] = [
  { name: '100 dashboards x 50 symbols, 20 ticks/s', sockets: 100, rooms: 50, ticksPerSecond: 20 },
  { name: 'one room, 2,000 sockets, 20 updates/s', sockets: 2000, rooms: 1, ticksPerSecond: 20 },
];

function bare(http: HttpServer, { rooms }: Scenario): Publish {
  const io = new Server(http, { perMessageDeflate: false });
  io.on('connection', (socket) => {
    for (let room = 0; room < rooms; room++) void socket.join(`room-${room}`);
  });
  return (room, payload) => void io.to(`room-${room}`).emit('feed.state', payload);
}

function touchline(http: HttpServer): Publish {
  const gather = new Gather(new WireMetrics(new Registry()));
  const sinks = new Set<SocketSink>();
  createSocketServer(http, { nodeId: 'bench', corsOrigins: [] }).on('connection', (socket) => {
    sinks.add(new SocketSink(socket, gather, DEFAULT_WRITER_LIMITS, () => undefined));
  });
  return (_room, payload) => {
    const frame = new Frame('feed.state', payload as never);
    for (const sink of sinks) sink.send(frame);
  };
}

async function measure(
  scenario: Scenario,
  serve: (http: HttpServer, scenario: Scenario) => Publish,
): Promise<Result> {
  const http = createServer();
  const publish = serve(http, scenario);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const crowd = fork(
    resolve('scripts/run-typescript.mjs'),
    [
      resolve('bench/fanout.ts'),
      'crowd',
      String((http.address() as AddressInfo).port),
      String(scenario.sockets),
    ],
    {
      execArgv: [],
      execPath: process.execPath,
    },
  );
  try {
    await once(crowd, 'message');
    await run(scenario, publish, 1);
    const before = await report(crowd);
    const cpu = process.cpuUsage();
    await run(scenario, publish, SECONDS);
    const { user, system } = process.cpuUsage(cpu);
    const after = await report(crowd);
    const delivered = after.messages - before.messages;
    const latencies = after.latenciesMs.slice(before.latenciesMs.length).sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? NaN;
    return { cpuMicros: (user + system) / delivered, p50: at(0.5), p99: at(0.99), delivered };
  } finally {
    crowd.kill();
    http.closeAllConnections();
    http.close();
  }
}

async function run({ rooms, ticksPerSecond }: Scenario, publish: Publish, seconds: number): Promise<void> {
  let seq = 0;
  const start = now();
  for (let tick = 0; tick < seconds * ticksPerSecond; tick++) {
    const due = start + (tick * 1000) / ticksPerSecond;
    await new Promise((resume) => setTimeout(resume, Math.max(0, due - now())));
    for (let room = 0; room < rooms; room++) {
      const patch = { last: '101.25', lastSize: '300', bid: '101.24', ask: '101.26', volume: String(seq) };
      publish(room, {
        feed: `symbol-${room}`,
        fromSeq: seq,
        seq: ++seq,
        patch,
        at: '2026-01-01T00:00:00.000Z',
        t: now(),
      });
    }
  }
}

/** When everything that was sent has had time to arrive. */
async function report(crowd: ChildProcess): Promise<CrowdReport> {
  await new Promise((resume) => setTimeout(resume, 500));
  crowd.send('report');
  const [answer] = (await once(crowd, 'message')) as [CrowdReport];
  return answer;
}

async function main(): Promise<void> {
  for (const scenario of SCENARIOS) {
    console.log(`\n${scenario.name}`);
    const expected = scenario.sockets * scenario.rooms * scenario.ticksPerSecond * SECONDS;
    const [peer, ours] = [await measure(scenario, bare), await measure(scenario, touchline)];
    for (const [name, result] of [
      ['bare Socket.IO', peer],
      ['Touchline', ours],
    ] as const) {
      const { cpuMicros, p50, p99, delivered } = result;
      console.log(
        `  ${name.padEnd(15)} ${cpuMicros.toFixed(2)} us CPU a delivery, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${delivered} of ${expected} delivered`,
      );
    }
    console.log(
      `  ratio           ${(ours.cpuMicros / peer.cpuMicros).toFixed(2)} x the CPU, ${(ours.p50 / peer.p50).toFixed(2)} x the p50`,
    );
  }
}

const [, , role, port, count] = process.argv;
void (role === 'crowd' ? runCrowd(Number(port), Number(count)) : main().then(() => process.exit(0)));
