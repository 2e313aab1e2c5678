import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { describeError } from '../../shared/api/describe-error.js';
import { useLanguage } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { timeText } from '../../shared/time-text.js';
import { amountText } from '../../shared/number-text.js';
import { Callout } from '../../shared/ui/callout.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { Tag, Tags } from '../../shared/ui/tag.js';
import { clusterQuery } from './api.js';
import { Charts } from './charts.js';
import type { Cluster } from './cluster.js';
import classes from './cluster.module.css';
import { rowsOf, versionsOf, type Row } from './condition.js';
import { goneNodes, type History } from './history.js';
import { NodeTable } from './node-table.js';

/** How the nodes fare, as it goes. */
export function ClusterPage(): ReactNode {
  const { t } = useLanguage();
  const { api } = useSession();
  const { data, error, dataUpdatedAt } = useQuery(clusterQuery(api));
  return (
    <>
      <PageHead title={t('cluster.title')} help={t('cluster.help')} />
      {error && (
        <Callout
          tone={data ? 'warn' : 'bad'}
          role="alert"
          title={data ? t('cluster.stale', { time: timeText(dataUpdatedAt) }) : t('cluster.unknown')}
        >
          <p>{describeError(error, t)}</p>
        </Callout>
      )}
      {!data && !error && <Loader type="dots" role="status" aria-label={t('app.loading')} />}
      {data && <Told history={data} readAt={dataUpdatedAt} old={error !== null} />}
    </>
  );
}

interface ToldProps {
  readonly history: History;
  readonly readAt: number;
  readonly old: boolean;
}

function Told({ history, readAt, old }: ToldProps): ReactNode {
  const { t } = useLanguage();
  const { cluster, samples } = history;
  const rows = rowsOf(cluster.nodes, goneNodes(history));
  const versions = versionsOf(cluster.nodes);
  return (
    <div className={classes['told']} data-old={old}>
      <Summary cluster={cluster} rows={rows} versions={versions} />
      <h2 className={classes['subtitle']}>{t('cluster.nodes')}</h2>
      <NodeTable rows={rows} readAt={readAt} mixed={versions.length > 1} />
      <h2 className={classes['subtitle']}>{t('cluster.lastMinutes')}</h2>
      <Charts samples={samples} />
      <MostViewed feeds={cluster.feeds} />
    </div>
  );
}

interface SummaryProps {
  readonly cluster: Cluster;
  readonly rows: readonly Row[];
  readonly versions: readonly string[];
}

/** What somebody should look at, in words. */
function Summary({ cluster, rows, versions }: SummaryProps): ReactNode {
  const { t } = useLanguage();
  const count = (condition: Row['condition']): number =>
    rows.filter((row) => row.condition === condition).length;
  const away = cluster.epoch === undefined;
  const troubled = (['cut_off', 'silent', 'draining', 'gone'] as const).filter((one) => count(one) > 0);
  const well = troubled.length === 0 && versions.length === 1 && !away;
  return (
    <div role="status" className={classes['summary']}>
      <Tags>
        <Tag>{t('cluster.count', { count: cluster.nodes.length })}</Tag>
        {well && <Tag tone="good">{t('cluster.allWell')}</Tag>}
        {away && <Tag tone="bad">{t('cluster.databaseAway')}</Tag>}
        {troubled.map((one) => (
          <Tag key={one} tone={one === 'draining' || one === 'gone' ? 'warn' : 'bad'}>
            {t(`cluster.trouble.${one}`, { count: count(one) })}
          </Tag>
        ))}
        {versions.length > 1 && (
          <Tag tone="warn">{t('cluster.versions', { versions: versions.join(', ') })}</Tag>
        )}
      </Tags>
    </div>
  );
}

const SHOWN_FEEDS = 10;

function MostViewed({ feeds }: { readonly feeds: Cluster['feeds'] }): ReactNode {
  const { t, language } = useLanguage();
  if (feeds.length === 0) return null;
  const most = feeds[0]?.viewers ?? 1;
  return (
    <section aria-label={t('cluster.mostViewed')}>
      <h2 className={classes['subtitle']}>{t('cluster.mostViewed')}</h2>
      <ol className={classes['feeds']}>
        {feeds.slice(0, SHOWN_FEEDS).map(({ feed, viewers }) => (
          <li key={feed} className={classes['feed']}>
            <Link className={classes['link']} href={`/feeds/${encodeURIComponent(feed)}`}>
              {feed}
            </Link>
            <svg aria-hidden className={classes['bar']} viewBox="0 0 100 4" preserveAspectRatio="none">
              <rect width={(viewers / most) * 100} height={4} />
            </svg>
            <span>{t('cluster.viewers', { count: viewers, shown: amountText(viewers, language) })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
