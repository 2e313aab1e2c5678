import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError } from '../../core/protocol/errors.js';
import { sendProblem } from './problem.js';

/** Whatever a controller throws leaves as the same problem that a plain route answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const known = error instanceof HttpException && error.getStatus() === 404;
    const problem = known ? new AppError('not_found', 'Nothing answers at this path.') : error;
    sendProblem(problem, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}
