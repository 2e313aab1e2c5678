import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** What Nest says goes to our log; its chatter about modules and routes only as `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug({ said: said(message) }, 'nest');
  }

  debug(message: unknown): void {
    this.logger.trace({ said: said(message) }, 'nest');
  }

  verbose(message: unknown): void {
    this.logger.trace({ said: said(message) }, 'nest');
  }

  warn(message: unknown): void {
    this.logger.warn({ said: said(message) }, 'nest');
  }

  error(message: unknown, ...details: unknown[]): void {
    this.logger.error({ said: said(message), details: details.map(said) }, 'nest');
  }

  fatal(message: unknown): void {
    this.logger.fatal({ said: said(message) }, 'nest');
  }
}

function said(message: unknown): string {
  return message instanceof Error ? (message.stack ?? message.message) : String(message);
}
