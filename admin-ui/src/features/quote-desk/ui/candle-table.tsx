import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useNow } from '../../../shared/live/use-now.js';
import { useQuoteDesk } from '../desk-context.js';
import { intervalMs, type Interval, type ShownBar } from '../model/candle-series.js';
import { timeLabel } from '../model/chart-layout.js';
import { amountText } from '../model/decimals.js';
import { barPrices } from './bar-readout.js';
import classes from './candle-panel.module.css';

interface CandleTableProps {
  readonly bars: readonly ShownBar[];
  readonly interval: Interval;
}

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'trades'] as const;

/** The bars in numbers, the newest first. */
export function CandleTable({ bars, interval }: CandleTableProps): ReactNode {
  const t = useText();
  const { market } = useQuoteDesk();
  const now = useNow('seconds');
  return (
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('market.chart')}>
      <table className={classes['table']}>
        <caption>{`${t('market.chart')} ${interval}`}</caption>
        <thead>
          <tr>
            <th scope="col">{t('market.bar.start')}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`market.bar.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.toReversed().map((bar) => {
            const { open, high, low, close } = barPrices(bar, market.scale);
            return (
              <tr key={bar.startMs} data-start={bar.startMs}>
                <th scope="row">
                  {timeLabel(bar.startMs, interval)}
                  {bar.startMs + intervalMs(interval) > now && ` · ${t('market.bar.running')}`}{' '}
                  <Changed bar={bar} scale={market.scale} />
                </th>
                {[open, high, low, close, amountText(bar.volume), String(bar.trades)].map((value, column) => (
                  <td key={COLUMNS[column]}>{value}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Changed({ bar, scale }: { readonly bar: ShownBar; readonly scale: number }): ReactNode {
  const t = useText();
  if (bar.revisions.length === 0) return null;
  return (
    <>
      <span className={classes['mark']}>
        {t(bar.trades === 0 ? 'market.bar.struck' : 'market.bar.revised')}
      </span>
      {bar.revisions.map(({ before, seq, reason }, index) => (
        <span key={seq ?? index} className={classes['before']}>
          {t('market.bar.was', { ...barPrices(before, scale), volume: amountText(before.volume) })}
          {reason !== undefined && ` · ${t('timeline.reason', { reason })}`}
        </span>
      ))}
    </>
  );
}
