import { Alert, Button, SegmentedControl } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { describeError } from '../../../shared/api/describe-error.js';
import { useText } from '../../../shared/i18n/language.js';
import { useQuoteDesk } from '../desk-context.js';
import { INTERVALS, type Interval, type ShownBar } from '../model/candle-series.js';
import { timeLabel } from '../model/chart-layout.js';
import type { Candles } from '../use-candles.js';
import { BarReadout } from './bar-readout.js';
import { CandleChart } from './candle-chart.js';
import classes from './candle-panel.module.css';
import { CandleTable } from './candle-table.js';

interface CandlePanelProps {
  readonly candles: Candles;
  readonly interval: Interval;
  readonly onInterval: (interval: Interval) => void;
}

const STORED = 'touchline.candles.table';

/** The bars of the feed, as a chart or as a table, with those that corrections revised. */
export function CandlePanel({
  candles: { series, failure },
  interval,
  onInterval,
}: CandlePanelProps): ReactNode {
  const t = useText();
  const [table, setTable] = useState(() => localStorage.getItem(STORED) === 'yes');
  const [pointed, setPointed] = useState<number>();
  useEffect(() => localStorage.setItem(STORED, table ? 'yes' : 'no'), [table]);
  const bars = series?.bars ?? [];
  const shown = bars.find(({ startMs }) => startMs === pointed) ?? bars.at(-1);
  return (
    <section className={classes['panel']} aria-label={t('market.chart')} data-told>
      <header className={classes['head']}>
        <h2 className={classes['title']}>{t('market.chart')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('market.interval')}
          value={interval}
          data={[...INTERVALS]}
          onChange={(value) => onInterval(value as Interval)}
        />
        <Button size="xs" variant="default" aria-pressed={table} onClick={() => setTable(!table)}>
          {t(table ? 'market.asChart' : 'market.asTable')}
        </Button>
      </header>
      {failure !== undefined && (
        <Alert color="red" role="alert">
          {t('market.barsFailed', { detail: describeError(failure, t) })}
        </Alert>
      )}
      {bars.length === 0 ? (
        <p className={classes['empty']} role="status">
          {t(series ? 'market.noBars' : 'market.loadingBars')}
        </p>
      ) : table ? (
        <CandleTable bars={bars} interval={interval} />
      ) : (
        <>
          {shown && <BarReadout bar={shown} interval={interval} />}
          <CandleChart bars={bars} interval={interval} pointed={pointed} onPoint={setPointed} />
        </>
      )}
      <Revisions bars={bars} interval={interval} />
    </section>
  );
}

const SHOWN_REVISIONS = 5;

/** What corrections changed, newest first: told, because a bar that quietly changes is not trusted again. */
function Revisions({
  bars,
  interval,
}: {
  readonly bars: readonly ShownBar[];
  readonly interval: Interval;
}): ReactNode {
  const t = useText();
  const { line, entries } = useQuoteDesk();
  const revised = bars.filter(({ revisions }) => revisions.length > 0).toReversed();
  if (revised.length === 0) return null;
  return (
    <div className={classes['revisions']} role="status">
      <h3 className={classes['subtitle']}>{t('market.bar.revisedBars', { count: revised.length })}</h3>
      <ul className={classes['list']}>
        {revised.slice(0, SHOWN_REVISIONS).map(({ startMs, revisions }) => {
          const last = revisions.at(-1);
          const cause = entries.find(
            ({ voided, amendments }) =>
              last?.seq !== undefined &&
              (voided?.seq === last.seq || amendments.some(({ seq }) => seq === last.seq)),
          );
          return (
            <li key={startMs} data-revised={startMs}>
              <strong>{t('market.bar.revisedAt', { time: timeLabel(startMs, interval) })}</strong>
              {cause && <span> · {line(cause.fact)}</span>}
              {last?.reason !== undefined && <span> · {t('timeline.reason', { reason: last.reason })}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
