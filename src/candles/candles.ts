import type { z } from 'zod';
import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { feedNotFound } from '../access/access.js';
import { kindOf } from '../core/kinds/registry.js';
import { AppError } from '../core/protocol/errors.js';
import type { candlesQuery } from '../core/protocol/rest.js';
import { LIVE, type Candle, type EventLog } from '../event-log/event-log.js';

export interface CandleList {
  readonly items: readonly Candle[];
}

/** Bars of the feeds whose kind has trades, as far as each caller may know by now. */
export class Candles {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
  ) {}

  async list(caller: Caller, id: string, query: z.infer<typeof candlesQuery>): Promise<CandleList> {
    const feed = await this.log.feed(id, LIVE);
    const view = feed && this.access.viewOf(caller, feed.publicDelaySeconds, id);
    if (!feed || !view) throw feedNotFound(id);
    if (!kindOf(feed.kind).tradeOf) {
      throw new AppError(
        'not_found',
        `A feed of kind ${feed.kind} has no candles: only feeds with trades have.`,
      );
    }
    return { items: await this.log.candles(id, query, view) };
  }
}
