import { ActionIcon, Button, Menu } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { KINDS } from '../../../shared/feed/kinds.js';
import type { Feed } from '../../../shared/api/feed.js';
import { useText } from '../../../shared/i18n/language.js';
import { useSession } from '../../../shared/session/session-context.js';
import { may } from '../../../shared/session/session.js';
import { DataList } from '../../../shared/table/data-list.js';
import { ListFilters } from '../../../shared/table/list-filters.js';
import type { ListSchema, ListState } from '../../../shared/table/list-state.js';
import { useListState } from '../../../shared/table/use-list-state.js';
import { useServerList } from '../../../shared/table/use-server-list.js';
import { PageHead } from '../../../shared/ui/page-head.js';
import { listFeedPage } from '../api/feeds.js';
import { LISTED_STATUSES } from '../model/statuses.js';
import { ArchiveDialog } from './archive-dialog.js';
import { feedColumns, type FeedSort } from './feed-columns.js';

type FeedFilter = 'q' | 'kind' | 'status' | 'tag' | 'archived';

const SCHEMA: ListSchema<FeedFilter, FeedSort> = {
  filters: { q: 'text', kind: KINDS, status: LISTED_STATUSES, tag: 'text', archived: ['true'] },
  sorts: ['id', 'title', 'startsAt', 'createdAt'],
  sort: { by: 'title', descending: false },
};

function queryOf({ filters, sort }: ListState<FeedFilter, FeedSort>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value !== '') query.set(name, value);
  if (sort) query.set('sort', `${sort.descending ? '-' : ''}${sort.by}`);
  return query;
}

/** Every feed, archived ones on demand. */
export function FeedListPage(): ReactNode {
  const t = useText();
  const { api } = useSession();
  const controls = useListState(SCHEMA);
  const [archiving, setArchiving] = useState<Feed>();
  const list = useServerList<Feed, FeedFilter, FeedSort>({
    controls,
    queryKey: ['feeds', 'page'],
    load: ({ state, limit, cursor }, signal) => {
      const query = queryOf(state);
      query.set('limit', String(limit));
      if (cursor !== undefined) query.set('cursor', cursor);
      return listFeedPage(api, query, signal);
    },
    refreshMs: 30_000,
  });
  const columns = useMemo(() => feedColumns(t), [t]);
  const buttons = (
    <>
      <Button component={Link} href="/manage/feeds/import" variant="default">
        {t('feeds.import')}
      </Button>
      <Button component={Link} href="/manage/feeds/new">
        {t('feeds.new')}
      </Button>
    </>
  );
  return (
    <>
      <PageHead title={t('feeds.title')} help={t('feeds.help')}>
        {buttons}
      </PageHead>
      <ListFilters
        label={t('feeds.search')}
        controls={controls}
        fields={[
          { kind: 'search', name: 'q', label: t('feeds.search') },
          {
            kind: 'choice',
            name: 'kind',
            label: t('desk.kind'),
            all: t('desk.allKinds'),
            options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
          },
          {
            kind: 'choice',
            name: 'status',
            label: t('feeds.status'),
            all: t('feeds.allStatuses'),
            options: LISTED_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
          },
          { kind: 'text', name: 'tag', label: t('feeds.tag') },
          {
            kind: 'choice',
            name: 'archived',
            label: t('feeds.archived'),
            all: t('feeds.withoutArchived'),
            options: [{ value: 'true', label: t('feeds.withArchived') }],
          },
        ]}
      />
      <DataList
        caption={t('feeds.title')}
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        controls={controls}
        isPast={({ archivedAt }) => archivedAt !== undefined}
        empty={{ title: t('feeds.none'), help: t('feeds.noneHelp'), action: buttons }}
        actions={(feed) => <RowActions feed={feed} onArchive={() => setArchiving(feed)} />}
      />
      {archiving && <ArchiveDialog feed={archiving} onClose={() => setArchiving(undefined)} />}
    </>
  );
}

function RowActions({ feed, onArchive }: { readonly feed: Feed; readonly onArchive: () => void }): ReactNode {
  const t = useText();
  const { session } = useSession();
  const changeable = may(session, 'feeds:write', feed.id) && feed.archivedAt === undefined;
  const id = encodeURIComponent(feed.id);
  return (
    <>
      {changeable && (
        <Link href={`/manage/feeds/edit/${id}`} state={{ inside: true }} asChild>
          <Button component="a" size="xs" variant="default" aria-label={`${t('feeds.edit')}: ${feed.title}`}>
            {t('feeds.edit')}
          </Button>
        </Link>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t('feeds.more', { title: feed.title })}>
            <span aria-hidden="true">⋯</span>
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} href={`/feeds/${id}`}>
            {t('feeds.openDesk')}
          </Menu.Item>
          <Menu.Item component={Link} href={`/manage/feeds/new?from=${id}`}>
            {t('feeds.duplicate')}
          </Menu.Item>
          {changeable && (
            <Menu.Item color="red" onClick={onArchive}>
              {t('feeds.archive')} …
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
