import { useElementSize } from '@mantine/hooks';
import { useMemo, type PointerEvent, type ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useQuoteDesk } from '../desk-context.js';
import type { Interval, ShownBar } from '../model/candle-series.js';
import { chartLayout, type Chart, type DrawnBar } from '../model/chart-layout.js';
import { amountText } from '../model/decimals.js';
import classes from './candle-chart.module.css';

interface CandleChartProps {
  readonly bars: readonly ShownBar[];
  readonly interval: Interval;
  /** Start of the bar that is pointed at. */
  readonly pointed: number | undefined;
  readonly onPoint: (startMs: number | undefined) => void;
}

/** Candles with their volumes. For the eye: the table says the same in words. */
export function CandleChart({ bars, interval, pointed, onPoint }: CandleChartProps): ReactNode {
  const t = useText();
  const { market } = useQuoteDesk();
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const chart = useMemo(
    () => (width > 0 ? chartLayout(bars, interval, { width, height, scale: market.scale }) : undefined),
    [bars, height, interval, market.scale, width],
  );
  const last = bars.findLast(({ close }) => close !== undefined)?.close;
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const nearest = chart?.drawn.reduce((best, one) =>
      Math.abs(one.x - x) < Math.abs(best.x - x) ? one : best,
    );
    onPoint(nearest?.bar.startMs);
  };
  return (
    <div ref={ref} className={classes['frame']}>
      {chart && (
        <svg
          className={classes['chart']}
          width={width}
          height={height}
          role="img"
          aria-label={t('market.chartOf', {
            count: bars.length,
            interval,
            close: last === undefined ? '–' : amountText(last, market.scale),
          })}
          onPointerMove={point}
          onPointerLeave={() => onPoint(undefined)}
        >
          <Axes chart={chart} width={width} />
          {chart.drawn.map((drawn) => (
            <CandleMark
              key={drawn.bar.startMs}
              drawn={drawn}
              chart={chart}
              pointed={drawn.bar.startMs === pointed}
            />
          ))}
          {chart.lastY !== undefined && (
            <line className={classes['last']} x1={0} x2={chart.plotWidth} y1={chart.lastY} y2={chart.lastY} />
          )}
        </svg>
      )}
    </div>
  );
}

function Axes({ chart, width }: { readonly chart: Chart; readonly width: number }): ReactNode {
  return (
    <>
      {chart.prices.map(({ at, label }) => (
        <g key={label}>
          <line className={classes['grid']} x1={0} x2={chart.plotWidth} y1={at} y2={at} />
          <text className={classes['label']} x={width - 2} y={at + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {chart.times.map(({ at, label }) => (
        <text key={at} className={classes['label']} x={at} y={chart.baseline + 16} textAnchor="middle">
          {label}
        </text>
      ))}
    </>
  );
}

interface CandleMarkProps {
  readonly drawn: DrawnBar;
  readonly chart: Chart;
  readonly pointed: boolean;
}

function CandleMark({ drawn, chart: { barWidth, baseline }, pointed }: CandleMarkProps): ReactNode {
  const { bar, x, wick, body, rises, volumeTop } = drawn;
  const left = x - barWidth / 2;
  return (
    <g
      className={classes['candle']}
      data-rises={rises}
      data-start={bar.startMs}
      data-revised={bar.revisions.length > 0}
      data-pointed={pointed}
    >
      {pointed && <line className={classes['cursor']} x1={x} x2={x} y1={0} y2={baseline} />}
      <rect
        className={classes['volume']}
        x={left}
        width={barWidth}
        y={volumeTop}
        height={baseline - volumeTop}
      />
      {wick && <line x1={x} x2={x} y1={wick.top} y2={wick.bottom} />}
      {body && (
        <rect className={classes['body']} x={left} width={barWidth} y={body.top} height={body.height} />
      )}
      {bar.revisions.length > 0 && (
        <path
          className={classes['revised']}
          d={`M ${x} ${Math.max(9, (wick?.top ?? baseline - 8) - 4)} l -4.5 -7 h 9 z`}
        />
      )}
    </g>
  );
}
