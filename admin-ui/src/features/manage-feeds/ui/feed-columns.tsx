import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Feed } from '../../../shared/api/feed.js';
import { statusOf } from '../../../shared/feed/status.js';
import { useLanguage } from '../../../shared/i18n/language.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import type { Column } from '../../../shared/table/column.js';
import { localeOf } from '../../../shared/ui/instant.js';
import { StatusBadge } from '../../../shared/ui/status-badge.js';
import { Tag, Tags } from '../../../shared/ui/tag.js';
import classes from './feed-list.module.css';

export type FeedSort = 'id' | 'title' | 'startsAt' | 'createdAt';

/** Tags that are shown; the others are counted. */
const SHOWN_TAGS = 4;

function audienceText({ publicDelaySeconds: delay }: Feed, t: Translate): string {
  if (delay === null) return t('feeds.audience.private');
  return delay === 0 ? t('feeds.audience.live') : t('feeds.audience.delayed', { count: delay });
}

function TagList({ tags }: { readonly tags: readonly string[] }): ReactNode {
  const more = tags.length - SHOWN_TAGS;
  return (
    <Tags>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {more > 0 && <Tag title={tags.slice(SHOWN_TAGS).join(', ')}>+{more}</Tag>}
    </Tags>
  );
}

/** To the minute, or the day: enough to find one's way in a list. */
function ShortInstant({ at, withTime }: { readonly at: string; readonly withTime: boolean }): ReactNode {
  const { language } = useLanguage();
  const format = new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'medium',
    ...(withTime ? { timeStyle: 'short', hourCycle: 'h23' } : {}),
  });
  return (
    <time dateTime={at} title={at} className={classes['time']}>
      {format.format(new Date(at))}
    </time>
  );
}

export function feedColumns(t: Translate): readonly Column<Feed, FeedSort>[] {
  return [
    {
      id: 'title',
      header: t('feeds.column.title'),
      sort: 'title',
      cell: ({ id, title }) => (
        <>
          <Link href={`/feeds/${encodeURIComponent(id)}`} className={classes['title']}>
            {title}
          </Link>
          <code className={classes['id']}>{id}</code>
        </>
      ),
    },
    { id: 'kind', header: t('feeds.column.kind'), cell: ({ kind }) => t(`kind.${kind}`) },
    {
      id: 'status',
      header: t('feeds.column.status'),
      cell: ({ state, archivedAt }) => {
        const status = archivedAt === undefined ? statusOf(state) : 'archived';
        return status === undefined ? '–' : <StatusBadge status={status} />;
      },
    },
    {
      id: 'starts',
      header: t('feeds.column.starts'),
      sort: 'startsAt',
      cell: ({ startsAt }) => (startsAt === undefined ? '–' : <ShortInstant at={startsAt} withTime />),
    },
    {
      id: 'tags',
      header: t('feeds.column.tags'),
      cell: ({ tags }) => (tags.length === 0 ? '–' : <TagList tags={tags} />),
    },
    { id: 'audience', header: t('feeds.column.audience'), cell: (feed) => audienceText(feed, t) },
    { id: 'events', header: t('feeds.column.events'), align: 'end', cell: ({ seq }) => seq },
    {
      id: 'created',
      header: t('feeds.column.created'),
      sort: 'createdAt',
      cell: ({ createdAt }) => <ShortInstant at={createdAt} withTime={false} />,
    },
  ];
}
