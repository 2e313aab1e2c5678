import type { JsonObject } from '../../../../../src/core/json/json.js';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { count, text } from '../../../shared/feed/read.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import { factOf, type Fact, type Press } from '../../../shared/press/press.js';
import type { Act } from '../../../shared/press/undo.js';
import { amountText } from './decimals.js';
import { decimalIn } from '../../../../../src/core/kinds/quote/trade.js';

/** What the config of a quote feed says, as far as the desk shows it. */
export interface Market {
  readonly symbol: string | undefined;
  readonly exchange: string | undefined;
  readonly currency: string;
  /** Decimals that prices are shown with, at least. */
  readonly scale: number;
}

export function marketOf(config: JsonObject): Market {
  return {
    symbol: text(config, 'symbol'),
    exchange: text(config, 'exchange'),
    currency: text(config, 'currency') ?? '',
    scale: count(config, 'priceScale') ?? 0,
  };
}

export function isStopped(status: string | undefined): boolean {
  return status !== undefined && status !== 'trading';
}

/** A fact of a market in one line. */
export function factLine({ type, data }: Fact, scale: number, t: Translate): string {
  const price = (key: string): string => {
    const value = decimalIn(data, key);
    return value === undefined ? '–' : amountText(value, scale);
  };
  switch (type) {
    case 'trade':
      return t('market.trade', { price: price('price'), size: amountText(decimalIn(data, 'size') ?? '0') });
    case 'quote':
      return t('market.quote', { bid: price('bid'), ask: price('ask') });
    case 'trading_status': {
      const what = wordFor(t, 'market.halt', text(data, 'status') ?? '');
      const reason = text(data, 'reason');
      return reason === undefined ? what : t('market.because', { what, reason });
    }
    case 'session':
      return t('market.session', { date: text(data, 'date') ?? '' });
    default:
      return t('event.other', { type });
  }
}

/** What a press did, in one line: a correction says so. */
export function pressLine(press: Press, line: (fact: Fact) => string, t: Translate): string {
  const { op } = press.operation;
  const what = line(factOf(press));
  return op === 'publish' ? what : `${t(`event.${op}`)}: ${what}`;
}

/** Likewise of what undo would take back. */
export function actLine({ presses, fact }: Act, line: (fact: Fact) => string, t: Translate): string {
  const last = presses.at(-1);
  return last ? pressLine(last, line, t) : line(fact);
}
