import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { byFeedQuery, editorBody, lockBody, tabPath } from '../core/protocol/editing.js';
import type { FeedEditors } from '../core/protocol/messages.js';
import { feedPath, noBody } from '../core/protocol/rest.js';
import { FitBody, FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import { Editing } from './editing.js';

type FeedPath = z.infer<typeof feedPath>;
type TabPath = z.infer<typeof tabPath>;

@Controller('api/v1')
export class EditingController {
  constructor(private readonly editing: Editing) {}

  @Get('editors')
  @Needs('events:publish')
  list(
    @FromCaller() caller: Caller,
    @FitQuery(byFeedQuery) query: z.infer<typeof byFeedQuery>,
  ): Promise<{ readonly items: readonly FeedEditors[]; readonly nextCursor?: string }> {
    return this.editing.list(caller, query);
  }

  @Get('feeds/:id/editors')
  @Needs('events:publish')
  editors(@FromCaller() caller: Caller, @FitPath(feedPath) { id }: FeedPath): Promise<FeedEditors> {
    return this.editing.editors(caller, id);
  }

  @Post('feeds/:id/editors')
  @HttpCode(200)
  @Needs('events:publish')
  meet(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: FeedPath,
    @FitBody(editorBody) { tab }: z.infer<typeof editorBody>,
  ): Promise<FeedEditors> {
    return this.editing.meet(caller, id, tab);
  }

  @Delete('feeds/:id/editors/:tab')
  @HttpCode(204)
  @Needs('events:publish')
  async leave(
    @FromCaller() caller: Caller,
    @FitPath(tabPath) { id, tab }: TabPath,
    @FitBody(noBody) _body: undefined,
  ): Promise<void> {
    await this.editing.leave(caller, id, tab);
  }

  @Post('feeds/:id/lock')
  @HttpCode(200)
  @Needs('events:publish')
  take(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: FeedPath,
    @FitBody(lockBody) body: z.infer<typeof lockBody>,
  ): Promise<FeedEditors> {
    return this.editing.take(caller, id, body);
  }

  @Delete('feeds/:id/lock/:tab')
  @HttpCode(204)
  @Needs('events:publish')
  async release(
    @FromCaller() caller: Caller,
    @FitPath(tabPath) { id, tab }: TabPath,
    @FitBody(noBody) _body: undefined,
  ): Promise<void> {
    await this.editing.release(caller, id, tab);
  }
}
