import { Controller, Get } from '@nestjs/common';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { candlesQuery, feedPath } from '../core/protocol/rest.js';
import { FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import { Candles, type CandleList } from './candles.js';

@Controller('api/v1/feeds/:id/candles')
export class CandlesController {
  constructor(private readonly candles: Candles) {}

  @Get()
  @Needs('nothing')
  list(
    @FromCaller() caller: Caller,
    @FitPath(feedPath) { id }: z.infer<typeof feedPath>,
    @FitQuery(candlesQuery) query: z.infer<typeof candlesQuery>,
  ): Promise<CandleList> {
    return this.candles.list(caller, id, query);
  }
}
