import { connect, type Socket } from 'node:net';
import { waitFor } from './wait-for.js';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A bare TCP connection, for what no HTTP client would send. */
export class RawConnection implements Disposable {
  #received = '';
  #closed = false;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (this.#received += text));
    socket.on('close', () => (this.#closed = true));
    // A reset connection is an answer too: `closed` tells.
    socket.on('error', () => (this.#closed = true));
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawConnection(socket);
  }

  get received(): string {
    return this.#received;
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** The first answer, as soon as its whole body is there. */
  answer(): Promise<RawAnswer> {
    return waitFor(() => parse(this.#received), { message: () => `an answer; received: ${this.#received}` });
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

function parse(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined && body.length < Number(length)) return undefined;
  return { status: Number(head.split(' ')[1]), head, body };
}
