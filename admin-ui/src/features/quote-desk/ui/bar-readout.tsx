import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useQuoteDesk } from '../desk-context.js';
import type { Candle, Interval, ShownBar } from '../model/candle-series.js';
import { timeLabel } from '../model/chart-layout.js';
import { amountText } from '../model/decimals.js';
import classes from './candle-panel.module.css';

export function barPrices(
  bar: Candle,
  scale: number,
): Readonly<Record<'open' | 'high' | 'low' | 'close', string>> {
  const shown = (price: string | undefined): string => (price === undefined ? '–' : amountText(price, scale));
  return { open: shown(bar.open), high: shown(bar.high), low: shown(bar.low), close: shown(bar.close) };
}

/** One bar in numbers: the one that is pointed at, else the newest. */
export function BarReadout({
  bar,
  interval,
}: {
  readonly bar: ShownBar;
  readonly interval: Interval;
}): ReactNode {
  const t = useText();
  const { market } = useQuoteDesk();
  const prices = barPrices(bar, market.scale);
  return (
    <p className={classes['readout']}>
      <strong>{timeLabel(bar.startMs, interval)}</strong>
      {(['open', 'high', 'low', 'close'] as const).map((key) => (
        <span key={key}>
          {t(`market.bar.${key}`)} <b>{prices[key]}</b>
        </span>
      ))}
      <span>
        {t('market.bar.volume')} <b>{amountText(bar.volume)}</b>
      </span>
      {bar.revisions.length > 0 && <span className={classes['mark']}>{t('market.bar.revised')}</span>}
    </p>
  );
}
