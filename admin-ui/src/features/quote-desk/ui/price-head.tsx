import type { ReactNode } from 'react';
import { text } from '../../../shared/feed/read.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import { useText } from '../../../shared/i18n/language.js';
import { Age } from '../../../shared/ui/age.js';
import { useQuoteDesk } from '../desk-context.js';
import type { CandleSeries } from '../model/candle-series.js';
import { amountText, directionOf, isCrossed, signedText, spreadOf } from '../model/decimals.js';
import { decimalIn } from '../../../../../src/core/kinds/quote/trade.js';
import classes from './price-head.module.css';
import { Sparkline } from './sparkline.js';

const ARROWS = { up: '▲', down: '▼', flat: '■' } as const;

/** The last price and what stands around it, exactly as the feed has it. */
export function PriceHead({ minutes }: { readonly minutes: CandleSeries | undefined }): ReactNode {
  const t = useText();
  const { state, market } = useQuoteDesk();
  const { scale, currency } = market;
  const price = (key: string): string | undefined => {
    const value = decimalIn(state, key);
    return value === undefined ? undefined : amountText(value, scale);
  };
  const [change, percent] = [decimalIn(state, 'change'), decimalIn(state, 'changePercent')];
  const direction = directionOf(change);
  const lastAt = text(state, 'lastAt');
  const lastSize = decimalIn(state, 'lastSize');
  return (
    <section className={classes['head']} aria-label={t('market.price')} data-told>
      <div className={classes['last']}>
        <p className={classes['price']}>
          <span className={classes['hidden']}>{t('market.last')} </span>
          <span data-field="last">{price('last') ?? '–'}</span>
          <span className={classes['currency']}>{currency}</span>
        </p>
        {change !== undefined && (
          <p className={classes['change']} data-direction={direction} title={t('market.change')}>
            <span aria-hidden="true">{ARROWS[direction]}</span> {signedText(change, scale)}
            {percent !== undefined && ` (${signedText(percent, 2)} %)`}
          </p>
        )}
        <p className={classes['when']}>
          {lastAt === undefined ? (
            t('market.noTrade')
          ) : (
            <>
              {lastSize !== undefined && `× ${amountText(lastSize)} · `}
              <Age at={lastAt} />
            </>
          )}
        </p>
      </div>
      <Sparkline minutes={minutes} last={decimalIn(state, 'last')} />
      <Book />
      <dl className={classes['facts']}>
        {(['open', 'high', 'low', 'previousClose', 'vwap'] as const).map((key) => (
          <Stat key={key} label={`market.${key}`} value={price(key)} />
        ))}
        <Stat label="market.volume" value={amountText(decimalIn(state, 'volume') ?? '0')} />
        <Stat label="market.trades" value={String(state['trades'] ?? 0)} />
        <Stat label="market.sessionDate" value={text(state, 'sessionDate')} />
      </dl>
    </section>
  );
}

function Stat({ label, value }: { readonly label: TextKey; readonly value: string | undefined }): ReactNode {
  const t = useText();
  if (value === undefined) return null;
  return (
    <div>
      <dt>{t(label)}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Book(): ReactNode {
  const t = useText();
  const { state, market } = useQuoteDesk();
  const side = (name: 'bid' | 'ask'): string => {
    const [price, size] = [decimalIn(state, name), decimalIn(state, `${name}Size`)];
    if (price === undefined) return '–';
    const shown = amountText(price, market.scale);
    return size === undefined ? shown : t('market.sized', { price: shown, size: amountText(size) });
  };
  const [bid, ask] = [decimalIn(state, 'bid'), decimalIn(state, 'ask')];
  const spread = spreadOf(bid, ask);
  return (
    <dl className={classes['book']}>
      <div data-side="bid">
        <dt>{t('market.bid')}</dt>
        <dd>{side('bid')}</dd>
      </div>
      <div data-side="ask">
        <dt>{t('market.ask')}</dt>
        <dd>{side('ask')}</dd>
      </div>
      <div>
        <dt>{t('market.spread')}</dt>
        <dd data-crossed={isCrossed(bid, ask)}>
          {spread === undefined ? '–' : amountText(spread, market.scale)}
          {isCrossed(bid, ask) && ` · ${t('market.crossed')}`}
        </dd>
      </div>
    </dl>
  );
}
