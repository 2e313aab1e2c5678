import type { Entry } from '../../../shared/press/timeline.js';
import { compare } from '../../../../../src/core/decimal/decimal.js';
import { isStopped } from './market.js';
import { tradeOf } from '../../../../../src/core/kinds/quote/trade.js';
import type { Direction } from './decimals.js';

/** A print of the list, or what stopped and started trading between two of them. */
export interface Print {
  readonly entry: Entry;
  readonly kind: 'trade' | 'status' | 'session';
  /** Against the print before it that stands. */
  readonly direction: Direction;
  /** It came after one that happened later. */
  readonly late: boolean;
}

const KINDS: Readonly<Record<string, Print['kind']>> = {
  trade: 'trade',
  trading_status: 'status',
  session: 'session',
};

export function isCorrected({ entry: { voided, amendments, inserted } }: Print): boolean {
  return voided !== undefined || amendments.length > 0 || inserted;
}

/** The prints in their order, the newest first. */
export function printsOf(entries: readonly Entry[]): readonly Print[] {
  const prints: Print[] = [];
  let before: string | undefined;
  let newestMs = 0;
  for (const entry of entries) {
    const kind = KINDS[entry.fact.type];
    if (!kind) continue;
    const trade = tradeOf(entry.fact);
    const ms = Date.parse(entry.occurredAt);
    const compared = trade && before !== undefined ? compare(trade.price, before) : 0;
    prints.push({
      entry,
      kind,
      direction: compared > 0 ? 'up' : compared < 0 ? 'down' : 'flat',
      late: kind === 'trade' && ms < newestMs,
    });
    if (!trade || entry.voided) continue;
    before = trade.price;
    newestMs = Math.max(newestMs, ms);
  }
  return prints.reverse();
}

/** The last trade that stands: what a key corrects. */
export function lastPrint(entries: readonly Entry[]): Entry | undefined {
  return entries.findLast(({ fact, voided }) => fact.type === 'trade' && voided === undefined);
}

/** Since when trading is stopped; undefined while it is not, or when that is not among what is kept. */
export function stoppedSince(entries: readonly Entry[]): string | undefined {
  const last = entries.findLast(({ fact, voided }) => fact.type === 'trading_status' && !voided);
  const status = last?.fact.data['status'];
  return typeof status === 'string' && isStopped(status) ? last?.occurredAt : undefined;
}
