import { pino, type DestinationStream, type Logger, type LevelWithSilent } from 'pino';

export type { Logger } from 'pino';

/** Where credentials might stand in what is logged; each is replaced before a line is written. */
const SECRETS = [
  'authorization',
  'cookie',
  'token',
  'access_token',
  'key',
  'apiKey',
  'password',
  'secret',
  '*.authorization',
  '*.cookie',
  '*["set-cookie"]',
  '*.token',
  '*.access_token',
  '*.apiKey',
  '*.password',
  '*.secret',
  '*.headers.authorization',
  '*.headers.cookie',
];

interface Options {
  readonly level: LevelWithSilent;
  readonly nodeId: string;
  /** Standard output unless told. */
  readonly destination?: DestinationStream;
}

/**
 * Structured logs: one JSON object a line, unless a person reads them at a terminal. A message is constant, what varies stands in fields, so that lines can be counted.
 * Feed ids belong here, never into metric labels.
 */
export class RootLogger {
  readonly #root: Logger;

  constructor({ level, nodeId, destination }: Options) {
    const options = {
      level,
      base: { node: nodeId },
      redact: { paths: SECRETS, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.#root = destination ? pino(options, destination) : pino(options);
  }

  /** The logger of one subsystem; ask once and keep it. */
  child(subsystem: string): Logger {
    return this.#root.child({ subsystem });
  }

  /** For tests and tools that say nothing. */
  static silent(): RootLogger {
    return new RootLogger({ level: 'silent', nodeId: 'test' });
  }
}
