import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import type { CandleSeries } from '../model/candle-series.js';
import { sparkPoints } from '../model/spark.js';
import classes from './sparkline.module.css';

interface SparklineProps {
  readonly minutes: CandleSeries | undefined;
  /** Of the feed as it is now. */
  readonly last: string | undefined;
}

/** The recent course of the price. Only for the eye: the numbers stand beside it. */
export function Sparkline({ minutes, last }: SparklineProps): ReactNode {
  const t = useText();
  const spark = sparkPoints(minutes?.bars ?? [], last);
  if (!spark) return <div className={classes['spark']} />;
  return (
    <svg
      className={classes['spark']}
      data-direction={spark.direction}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={t('market.spark', { count: spark.count })}
    >
      <polygon points={`0,100 ${spark.line} 100,100`} />
      <polyline points={spark.line} />
    </svg>
  );
}
