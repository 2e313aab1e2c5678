import { Controller, Delete, Get, Headers, HttpCode, Ip, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import {
  feedChangeBody,
  feedListQuery,
  feedPath,
  newFeedBody,
  newFeedQuery,
  noBody,
} from '../core/protocol/rest.js';
import { etagOf, noneMatchHits } from '../platform/http/etag.js';
import { FitBody, FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import { LargeAnswers } from '../platform/http/large-answers.js';
import { sendJson } from '../platform/http/send-json.js';
import { Feeds } from './feeds.js';
import type { Feed } from './present.js';

type Path = z.infer<typeof feedPath>;

@Controller('api/v1/feeds')
export class FeedsController {
  constructor(
    private readonly feeds: Feeds,
    private readonly answers: LargeAnswers,
  ) {}

  @Post()
  @Needs('feeds:write')
  async create(
    @FromCaller() caller: Caller,
    @FitQuery(newFeedQuery) { dryRun }: z.infer<typeof newFeedQuery>,
    @FitBody(newFeedBody) body: z.infer<typeof newFeedBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Feed | undefined> {
    if (dryRun === true) {
      await this.feeds.tryOut(caller, body);
      void reply.code(204);
      return undefined;
    }
    const feed = await this.feeds.create(caller, body);
    void reply.header('location', `/api/v1/feeds/${feed.id}`);
    return feed;
  }

  @Get()
  @Needs('nothing')
  async list(
    @FromCaller() caller: Caller,
    @FitQuery(feedListQuery) query: z.infer<typeof feedListQuery>,
    @Ip() address: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.send(reply, () => this.feeds.list(caller, query, address));
  }

  @Get(':id')
  @Needs('nothing')
  async find(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: Path,
    @Headers('if-none-match') noneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = JSON.stringify(await this.feeds.find(caller, id));
    const etag = etagOf(body);
    void reply.header('etag', etag);
    if (noneMatchHits(noneMatch, etag)) await reply.code(304).send();
    else await sendJson(reply, body);
  }

  @Patch(':id')
  @Needs('feeds:write')
  change(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: Path,
    @FitBody(feedChangeBody) body: z.infer<typeof feedChangeBody>,
  ): Promise<Feed> {
    return this.feeds.change(caller, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Needs('feeds:write')
  async archive(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: Path,
    @FitBody(noBody) _body: undefined,
  ): Promise<void> {
    await this.feeds.archive(caller, id);
  }

  @Post(':id/heartbeat')
  @HttpCode(204)
  @Needs('events:publish')
  async heartbeat(@FitPath(feedPath) { id }: Path, @FitBody(noBody) _body: undefined): Promise<void> {
    await this.feeds.heartbeat(id);
  }
}
