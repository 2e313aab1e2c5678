import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * Many subscribers as cheap as they can be: WebSocket by hand, so that this process does not slow down what it measures. Every
 * message is counted; a few sockets also read the time that the server put into the payload.
 */
const SAMPLED = 5;

export interface CrowdReport {
  readonly messages: number;
  readonly latenciesMs: readonly number[];
}

class Subscriber {
  static messages = 0;
  static latenciesMs: number[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #upgraded = false;

  constructor(
    private readonly socket: Socket,
    private readonly sampled: boolean,
    private readonly onReady: () => void,
  ) {
    socket.on('data', (chunk) => this.#read(chunk));
  }

  #read(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (!this.#upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#rest = data;
        return;
      }
      this.#upgraded = true;
      data = data.subarray(end + 4);
      this.socket.write(masked('40'));
    }
    let at = 0;
    while (data.length - at >= 2) {
      const short = (data[at + 1] as number) & 0x7f;
      const header = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (data.length - at < header) break;
      const length =
        short === 126 ? data.readUInt16BE(at + 2) : short === 127 ? data.readUInt32BE(at + 6) : short;
      if (data.length - at - header < length) break;
      this.#message(data, at + header, length);
      at += header + length;
    }
    this.#rest = data.subarray(at);
  }

  #message(data: Buffer, at: number, length: number): void {
    const [first, second] = [data[at], data[at + 1]];
    if (first !== 0x34) {
      if (first === 0x32) this.socket.write(masked('3'));
    } else if (second === 0x30) {
      this.onReady();
    } else {
      Subscriber.messages++;
      if (!this.sampled) return;
      const sent = /"t":([0-9.]+)/.exec(data.toString('latin1', at, at + length))?.[1];
      if (sent) Subscriber.latenciesMs.push(now() - Number(sent));
    }
  }
}

/** Milliseconds of a clock that all processes of this machine share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function masked(text: string): Buffer {
  const mask = randomBytes(4);
  const frame = Buffer.concat([Buffer.from([0x81, 0x80 | text.length]), mask, Buffer.from(text)]);
  for (let index = 0; index < text.length; index++) frame[6 + index]! ^= mask[index % 4] as number;
  return frame;
}

/** Run as a process of its own: `port count`. Says `ready` when all have joined, and answers `report`. */
export async function runCrowd(port: number, count: number): Promise<void> {
  const key = createHash('md5').update(String(port)).digest('base64');
  for (let index = 0; index < count; index++) {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true).on('error', reject);
      new Subscriber(socket, index % Math.ceil(count / SAMPLED) === 0, resolve);
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
  }
  process.on('message', () => {
    const { messages, latenciesMs } = Subscriber;
    process.send?.({ messages, latenciesMs } satisfies CrowdReport);
  });
  process.send?.('ready');
}
