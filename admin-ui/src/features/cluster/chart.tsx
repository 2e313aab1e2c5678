import { useId, type ReactNode } from 'react';
import { useText } from '../../shared/i18n/language.js';
import classes from './cluster.module.css';
import type { Point } from './history.js';
import { ceilingOf, pathOf } from './scale.js';

export interface Line {
  readonly id: string;
  readonly points: readonly Point[];
  /** Which colour; nodes have the same in every chart and in the table. */
  readonly series: number;
}

interface ChartProps {
  readonly title: string;
  readonly help: string;
  /** All nodes together. */
  readonly main: readonly Point[];
  readonly lines: readonly Line[];
  /** What is drawn, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly format: (value: number) => string;
  /** The least that the height stands for. */
  readonly least: number;
}

const WIDTH = 600;
const HEIGHT = 150;

/** The last minutes of one number, and the same in words. */
export function Chart({ title, help, main, lines, from, to, format, least }: ChartProps): ReactNode {
  const t = useText();
  const name = useId();
  const values = [main, ...lines.map(({ points }) => points)].flat().map(({ value }) => value);
  const ceiling = ceilingOf(values, least);
  const frame = { from, to, ceiling, width: WIDTH, height: HEIGHT };
  const now = main.at(-1);
  const told = main.map(({ value }) => value);
  const minutes = Math.max(1, Math.round((to - from) / 60_000));
  const words =
    now === undefined
      ? t('cluster.nothingMeasured')
      : t('cluster.chartWords', {
          now: format(now.value),
          low: format(Math.min(...told)),
          high: format(Math.max(...told)),
          count: minutes,
        });
  return (
    <figure className={classes['chart']} aria-labelledby={name}>
      <figcaption id={name} className={classes['caption']}>
        <span className={classes['name']}>{title}</span>
        <span className={classes['now']}>{now === undefined ? '–' : format(now.value)}</span>
      </figcaption>
      <p className={classes['help']}>{help}</p>
      <div className={classes['plot']}>
        <span aria-hidden className={classes['ceiling']}>
          {format(ceiling)}
        </span>
        <svg
          role="img"
          aria-label={words}
          className={classes['svg']}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
        >
          {[0, HEIGHT / 2, HEIGHT].map((y) => (
            <line key={y} className={classes['grid']} x1={0} x2={WIDTH} y1={y} y2={y} />
          ))}
          {lines.map(({ id, points, series }) => (
            <path key={id} className={classes['line']} data-series={series} d={pathOf(points, frame)} />
          ))}
          <path className={classes['main']} d={pathOf(main, frame)} />
        </svg>
      </div>
      <p aria-hidden className={classes['times']}>
        <span>{t('cluster.ago', { count: minutes })}</span>
        <span>{now === undefined ? t('cluster.nothingMeasured') : t('cluster.now')}</span>
      </p>
    </figure>
  );
}
