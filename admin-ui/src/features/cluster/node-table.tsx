import { useMemo, type ReactNode } from 'react';
import { useLanguage } from '../../shared/i18n/language.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { amountText, durationText, megabytesText, msText, percentText } from '../../shared/number-text.js';
import type { Column } from '../../shared/table/column.js';
import { DataList } from '../../shared/table/data-list.js';
import { sliceOf, sorted } from '../../shared/table/list-page.js';
import type { ListSchema } from '../../shared/table/list-state.js';
import { useListState } from '../../shared/table/use-list-state.js';
import { Tag, type Tone } from '../../shared/ui/tag.js';
import { timeText } from '../../shared/time-text.js';
import { MOST_LINES } from './charts.js';
import type { ClusterNode, Percentiles } from './cluster.js';
import classes from './cluster.module.css';
import type { NodeCondition, Row } from './condition.js';

type Sort = 'id' | 'connections' | 'delivered' | 'up';

const SCHEMA = {
  filters: {},
  sorts: ['id', 'up', 'connections', 'delivered'],
  sort: { by: 'id', descending: false },
} as const satisfies ListSchema<never, Sort>;

const TONES: Readonly<Record<NodeCondition, Tone>> = {
  well: 'good',
  draining: 'warn',
  cut_off: 'bad',
  silent: 'bad',
  gone: 'past',
};

function connectionsOf({ connections: { websocket, polling, sse } }: ClusterNode): number {
  return websocket + polling + sse;
}

const SORT_VALUES = {
  id: ({ node }: Row) => node.id,
  up: ({ node }: Row) => node.startedAt,
  connections: ({ node }: Row) => connectionsOf(node),
  delivered: ({ node }: Row) => node.rates.deliveredPerSecond,
};

interface Context {
  readonly t: Translate;
  readonly language: string;
  /** When it was read, milliseconds since 1970. */
  readonly now: number;
  readonly colours: readonly string[];
  readonly mixed: boolean;
}

function columnsOf({ t, language, now, colours, mixed }: Context): readonly Column<Row, Sort>[] {
  const amount = (value: number): string => amountText(value, language);
  const pair = (percentiles: Percentiles | undefined): string =>
    percentiles === undefined
      ? '–'
      : `${msText(percentiles.p50, language)} / ${msText(percentiles.p99, language)}`;
  return [
    {
      id: 'id',
      header: t('cluster.node'),
      sort: 'id',
      cell: ({ node: { id, self, version } }) => (
        <>
          <span className={classes['node']}>
            {colours.includes(id) && (
              <span aria-hidden className={classes['swatch']} data-series={colours.indexOf(id)} />
            )}
            {id}
            {self && <Tag>{t('cluster.self')}</Tag>}
          </span>
          <span className={classes['detail']}>
            {t('cluster.version')} {mixed ? <Tag tone="warn">{version}</Tag> : version}
          </span>
        </>
      ),
    },
    {
      id: 'state',
      header: t('cluster.state'),
      cell: ({ condition, lastSeenAt }) => (
        <Tag tone={TONES[condition]}>
          {t(`cluster.condition.${condition}`)}
          {lastSeenAt !== undefined && ` ${timeText(lastSeenAt)}`}
        </Tag>
      ),
    },
    {
      id: 'up',
      header: t('cluster.up'),
      sort: 'up',
      cell: ({ node: { startedAt } }) => durationText(now - Date.parse(startedAt), language),
    },
    {
      id: 'connections',
      header: t('cluster.chart.connections'),
      sort: 'connections',
      align: 'end',
      cell: ({ node }) => (
        <>
          {amount(connectionsOf(node))}
          <span className={classes['detail']}>
            {t('cluster.byTransport', {
              websocket: amount(node.connections.websocket),
              polling: amount(node.connections.polling),
              sse: amount(node.connections.sse),
            })}
          </span>
          <span className={classes['detail']}>
            {t('cluster.subscriptions', { count: node.subscriptions, shown: amount(node.subscriptions) })}
          </span>
        </>
      ),
    },
    {
      id: 'published',
      header: t('cluster.chart.published'),
      align: 'end',
      cell: ({ node }) => amount(node.rates.publishedPerSecond),
    },
    {
      id: 'delivered',
      header: t('cluster.chart.delivered'),
      sort: 'delivered',
      align: 'end',
      cell: ({ node }) => amount(node.rates.deliveredPerSecond),
    },
    {
      id: 'publish',
      header: t('cluster.publishing'),
      align: 'end',
      cell: ({ node }) => pair(node.latency?.publishMs),
    },
    { id: 'relay', header: t('cluster.relay'), align: 'end', cell: ({ node }) => pair(node.lag.relayMs) },
    {
      id: 'load',
      header: t('cluster.load'),
      align: 'end',
      cell: ({ node: { load } }) => (
        <>
          {percentText(load.eventLoop, language)}
          <span className={classes['detail']}>{t('cluster.cpu', { count: amount(load.cpu) })}</span>
          <span className={classes['detail']}>{megabytesText(load.memoryBytes, language)}</span>
        </>
      ),
    },
  ];
}

interface NodeTableProps {
  readonly rows: readonly Row[];
  /** Milliseconds since 1970. */
  readonly readAt: number;
  readonly mixed: boolean;
}

/** A node a row; one that has gone stays for as long as it is remembered. */
export function NodeTable({ rows, readAt, mixed }: NodeTableProps): ReactNode {
  const { t, language } = useLanguage();
  const controls = useListState(SCHEMA);
  const { sort, page, size } = controls.state;
  const ids = rows.map(({ node }) => node.id).sort();
  const joined = ids.length > 1 && ids.length <= MOST_LINES ? ids.join('\n') : '';
  const columns = useMemo(
    () => columnsOf({ t, language, now: readAt, colours: joined.split('\n'), mixed }),
    [t, language, readAt, joined, mixed],
  );
  const ordered = sort ? sorted(rows, SORT_VALUES[sort.by], sort.descending, language) : rows;
  const slice = sliceOf(ordered, page, size);
  return (
    <DataList
      caption={t('cluster.nodes')}
      columns={columns}
      rowKey={({ node }) => node.id}
      controls={controls}
      isPast={({ condition }) => condition === 'gone'}
      empty={{ title: t('cluster.noNodes') }}
      list={{
        ...slice,
        total: rows.length,
        cut: false,
        loading: false,
        refreshing: false,
        error: undefined,
        readAt,
        next: () => controls.toPage(slice.page + 1),
        previous: () => controls.toPage(slice.page - 1),
        reload: () => undefined,
      }}
    />
  );
}
