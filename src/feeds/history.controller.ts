import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import type { AuthorList } from '../core/protocol/author.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import { eventPath, eventsQuery, feedPath, stateQuery } from '../core/protocol/rest.js';
import type { StateAt } from '../event-log/event-log.js';
import { FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import { LargeAnswers } from '../platform/http/large-answers.js';
import { Authors } from './authors.js';
import { History } from './history.js';

@Controller('api/v1/feeds/:id')
export class HistoryController {
  constructor(
    private readonly history: History,
    private readonly whose: Authors,
    private readonly answers: LargeAnswers,
  ) {}

  @Get('events')
  @Needs('nothing')
  async events(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: z.infer<typeof feedPath>,
    @FitQuery(eventsQuery) query: z.infer<typeof eventsQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.send(reply, () => this.history.events(caller, id, query));
  }

  @Get('events/:seq')
  @Needs('nothing')
  event(
    @FromCaller() caller: Caller,
    @FitPath(eventPath) { id, seq }: z.infer<typeof eventPath>,
  ): Promise<LoggedEvent> {
    return this.history.event(caller, id, seq);
  }

  @Get('authors')
  @Needs('events:publish')
  authors(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: z.infer<typeof feedPath>,
    @FitQuery(eventsQuery) query: z.infer<typeof eventsQuery>,
  ): Promise<AuthorList> {
    return this.whose.of(caller, id, query);
  }

  @Get('state')
  @Needs('nothing')
  state(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: z.infer<typeof feedPath>,
    @FitQuery(stateQuery) when: z.infer<typeof stateQuery>,
  ): Promise<StateAt & { readonly checksum: string }> {
    return this.history.state(caller, id, when);
  }
}
