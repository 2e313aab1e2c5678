import { useMemo, type ReactNode } from 'react';
import { useLanguage } from '../../shared/i18n/language.js';
import { amountText, msText, percentText } from '../../shared/number-text.js';
import { POLL_MS } from './api.js';
import { Chart } from './chart.js';
import type { ClusterNode } from './cluster.js';
import classes from './cluster.module.css';
import { pointsOf, pointsOfAll, type Sample } from './history.js';

const MEASURES = [
  {
    key: 'connections',
    measure: ({ connections }: ClusterNode) => connections.websocket + connections.polling + connections.sse,
    together: 'sum',
    text: amountText,
    least: 10,
  },
  {
    key: 'published',
    measure: ({ rates }: ClusterNode) => rates.publishedPerSecond,
    together: 'sum',
    text: amountText,
    least: 10,
  },
  {
    key: 'delivered',
    measure: ({ rates }: ClusterNode) => rates.deliveredPerSecond,
    together: 'sum',
    text: amountText,
    least: 10,
  },
  {
    key: 'publishP50',
    measure: ({ latency }: ClusterNode) => latency?.publishMs?.p50,
    together: 'worst',
    text: msText,
    least: 10,
  },
  {
    key: 'publishP99',
    measure: ({ latency }: ClusterNode) => latency?.publishMs?.p99,
    together: 'worst',
    text: msText,
    least: 10,
  },
  {
    key: 'commitP99',
    measure: ({ latency }: ClusterNode) => latency?.commitMs?.p99,
    together: 'worst',
    text: msText,
    least: 10,
  },
  {
    key: 'relayP99',
    measure: ({ lag }: ClusterNode) => lag.relayMs?.p99,
    together: 'worst',
    text: msText,
    least: 10,
  },
  {
    key: 'loop',
    measure: ({ load }: ClusterNode) => load.eventLoop,
    together: 'worst',
    text: percentText,
    least: 1,
  },
] as const;

/** More lines than these could not be told apart. */
export const MOST_LINES = 8;
const LEAST_SPAN_MS = 60_000;

/** The numbers that say how the cluster fares, over the last minutes. */
export function Charts({ samples }: { readonly samples: readonly Sample[] }): ReactNode {
  const { t, language } = useLanguage();
  const to = samples.at(-1)?.at ?? 0;
  const from = Math.min(samples[0]?.at ?? 0, to - LEAST_SPAN_MS + POLL_MS);
  const ids = useMemo(
    () => [...new Set(samples.flatMap(({ nodes }) => nodes.map(({ id }) => id)))].sort(),
    [samples],
  );
  const lines = ids.length > 1 && ids.length <= MOST_LINES ? ids : [];
  return (
    <div className={classes['charts']}>
      {MEASURES.map(({ key, measure, together, text, least }) => (
        <Chart
          key={key}
          title={t(`cluster.chart.${key}`)}
          help={t(together === 'sum' ? 'cluster.allNodes' : 'cluster.worstNode')}
          main={pointsOfAll(samples, measure, together)}
          lines={lines.map((id, series) => ({ id, series, points: pointsOf(samples, id, measure) }))}
          from={from}
          to={to}
          format={(value) => text(value, language)}
          least={least}
        />
      ))}
    </div>
  );
}
