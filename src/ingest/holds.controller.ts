import { Controller, Delete, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import { feedPath, holdPath, noBody } from '../core/protocol/rest.js';
import { EventLog, type Hold } from '../event-log/event-log.js';
import { FitBody, FitPath } from '../platform/http/fit.pipe.js';
import { EventAudit } from './event-audit.js';

/** What waits on a feed with a publish delay; only its publishers see it. */
@Controller('api/v1/feeds/:id/holds')
export class HoldsController {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
    private readonly audit: EventAudit,
  ) {}

  @Get()
  @Needs('events:publish')
  async list(@FitPath(feedPath) { id }: z.infer<typeof feedPath>): Promise<{ items: readonly Hold[] }> {
    return { items: await this.log.holds(id) };
  }

  @Post(':holdId/publish')
  @Needs('events:publish')
  async publish(
    @FromCaller() caller: Caller,
    @FitPath(holdPath) { id, holdId }: z.infer<typeof holdPath>,
    @FitBody(noBody) _body: undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedEvent> {
    const event = await this.log.publishHold(id, holdId, this.access.actorOf(caller));
    await this.audit.released(caller, holdId, event);
    void reply.header('location', `/api/v1/feeds/${event.feed}/events/${event.seq}`);
    return event;
  }

  @Delete(':holdId')
  @HttpCode(204)
  @Needs('events:publish')
  async cancel(
    @FromCaller() caller: Caller,
    @FitPath(holdPath) { id, holdId }: z.infer<typeof holdPath>,
    @FitBody(noBody) _body: undefined,
  ): Promise<void> {
    await this.log.cancelHold(id, holdId, this.access.actorOf(caller));
    await this.audit.cancelled(caller, id, holdId);
  }
}
