import { Controller, Get } from '@nestjs/common';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { byFeedQuery } from '../core/protocol/editing.js';
import { feedPath } from '../core/protocol/rest.js';
import { FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import { ClusterStatus, type Cluster } from './cluster-status.js';
import type { FeedViewers } from './presence.js';

@Controller('api/v1')
export class PresenceController {
  constructor(private readonly status: ClusterStatus) {}

  @Get('cluster')
  @Needs('admin')
  cluster(@FromCaller() caller: Caller): Promise<Cluster> {
    return this.status.cluster(caller);
  }

  @Get('viewers')
  @Needs('feeds:read')
  list(
    @FromCaller() caller: Caller,
    @FitQuery(byFeedQuery) query: z.infer<typeof byFeedQuery>,
  ): { readonly items: readonly FeedViewers[]; readonly nextCursor?: string } {
    return this.status.list(caller, query);
  }

  @Get('feeds/:id/viewers')
  @Needs('nothing')
  viewers(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: z.infer<typeof feedPath>,
  ): Promise<FeedViewers> {
    return this.status.viewers(caller, id);
  }
}
