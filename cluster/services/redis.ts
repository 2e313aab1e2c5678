import { connect } from 'node:net';
import type { Service } from '../supervised-process.js';

export interface RedisOptions {
  readonly program: string;
  readonly port: number;
  readonly folder: string;
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
}

export function redisService({ program, port, folder, logFile, env }: RedisOptions): Service {
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir: folder,
    daemonize: 'no',
    save: '',
    appendonly: 'yes',
  };
  return {
    name: 'redis',
    command: program,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env,
    folder,
    logFile,
    serves: (signal) => answersPing(port, signal),
    startWithinMs: 30_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 5000,
  };
}

/** Whether it takes commands; while it still loads its data it answers otherwise. */
function answersPing(port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (answer: boolean) => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(answer);
    };
    const onAbort = () => end(false);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.setTimeout(2000, () => end(false));
    socket.once('data', (chunk) => end(chunk.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
  });
}
