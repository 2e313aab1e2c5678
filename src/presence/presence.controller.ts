import { Controller, Get } from '@nestjs/common';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { feedPath } from '../core/protocol/rest.js';
import { FitPath } from '../platform/http/fit.pipe.js';
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

  @Get('feeds/:id/viewers')
  @Needs('nothing')
  viewers(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: z.infer<typeof feedPath>,
  ): Promise<FeedViewers> {
    return this.status.viewers(caller, id);
  }
}
