import { type DatabaseLogger } from '../../src/platform/prisma/database-logger.js';

const nothing = (): void => undefined;

export const silentLogger: DatabaseLogger = { info: nothing, warn: nothing, error: nothing };

/** Keeps what is logged, for tests that an operator's view matters to. */
export class RecordingLogger implements DatabaseLogger {
  readonly lines: string[] = [];
  readonly info = (_fields: object, message: string): void => void this.lines.push(`info ${message}`);
  readonly warn = (_fields: object, message: string): void => void this.lines.push(`warn ${message}`);
  readonly error = (_fields: object, message: string): void => void this.lines.push(`error ${message}`);
}
