import type { Writable } from 'node:stream';
import type { DestinationStream } from 'pino';

/** Where logs go that a person reads while they are written: a line each, with the fields behind the message. */
export async function terminalLog(terminal: Writable, colors: boolean): Promise<DestinationStream> {
  // Only here: whoever collects logs never waits for it.
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: terminal,
    colorize: colors,
    // Nothing is lost when the process ends.
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'node',
    singleLine: true,
  });
}
