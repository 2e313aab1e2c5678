import { Alert, Button, Loader, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { KINDS } from '../../shared/feed/kinds.js';
import { describeError } from '../../shared/api/describe-error.js';
import type { Editor } from '../../../../src/core/protocol/messages.js';
import { feedsQuery, MAX_LISTED_FEEDS } from '../../shared/api/list-feeds.js';
import { viewersQuery } from '../../shared/api/viewers.js';
import { useAllEditors } from '../../shared/editing/use-all-editors.js';
import { useText } from '../../shared/i18n/language.js';
import { useLatestStates } from '../../shared/live/use-latest-states.js';
import { useLive } from '../../shared/live/live-context.js';
import { may } from '../../shared/session/session.js';
import { useSession } from '../../shared/session/session-context.js';
import { Notice } from '../../shared/ui/notice.js';
import { waiting } from '../../shared/waiting/waiting.js';
import {
  filterFrom,
  groupFeeds,
  paramsOf,
  SHOWN,
  withLatest,
  type DeskFeed,
  type DeskFilter,
} from './desk-filter.js';
import { FeedCard } from './feed-card.js';
import classes from './live-desk.module.css';
import { usePins } from './use-pins.js';

const NO_IDS: readonly string[] = [];
const NO_EDITORS: readonly Editor[] = [];

/** Everything that is on or comes up, as it is now. */
export function LiveDesk(): ReactNode {
  const t = useText();
  const { api, session } = useSession();
  const { status } = useLive();
  const [params, setParams] = useSearchParams();
  const filter = filterFrom(params);
  const setFilter = (change: Partial<DeskFilter>): void =>
    setParams(paramsOf({ ...filter, ...change }), { replace: true });
  const { data, error, isPending } = useQuery(feedsQuery(api));
  const joined = data?.feeds.map(({ id }) => id).join('\n');
  const ids = useMemo(() => (joined ? joined.split('\n') : NO_IDS), [joined]);
  const latest = useLatestStates(ids);
  const feeds = useMemo(
    () => (data?.feeds ?? []).map((feed) => withLatest(feed, latest.get(feed.id))),
    [data, latest],
  );
  const shown = useDeferredValue(feeds);
  const [pins, togglePin] = usePins();
  const waits = useSyncExternalStore(waiting.subscribe, waiting.counts);
  const editors = useAllEditors();
  const viewers = useQuery({ ...viewersQuery(api), enabled: may(session, 'feeds:read') }).data;
  const groups = groupFeeds(shown, filter, { pins, waits });
  const count = groups.pinned.length + groups.attention.length + groups.others.length;
  useDocumentTitle(`${t('desk.title')} · ${t('app.name')}`);

  const section = (key: 'pinned' | 'attention' | 'others'): ReactNode => {
    const alone = key === 'others' && groups.pinned.length + groups.attention.length === 0;
    return (
      <Cards
        key={key}
        title={alone ? undefined : t(`desk.${key}`)}
        feeds={groups[key]}
        pins={pins}
        waits={waits}
        editors={editors}
        viewers={viewers}
        onPin={togglePin}
      />
    );
  };

  return (
    <div className={classes['page']} data-old={status !== 'live'}>
      <div className={classes['top']}>
        <h1 className={classes['title']}>{t('desk.title')}</h1>
        <p className={classes['count']} role="status">
          {data && t('desk.count', { count })}
        </p>
        {may(session, 'feeds:write') && (
          <Button component={Link} href="/manage/feeds/new" size="xs" className={classes['new'] ?? ''}>
            {t('feeds.new')}
          </Button>
        )}
      </div>
      <div className={classes['filters']} role="search">
        <TextInput
          className={classes['search']}
          type="search"
          aria-label={t('desk.search')}
          placeholder={t('desk.search')}
          value={filter.search}
          onChange={(event) => setFilter({ search: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={t('desk.kind')}
          value={filter.kind ?? ''}
          onChange={(event) => setFilter({ kind: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('desk.allKinds') },
            ...KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
          ]}
        />
        <div className={classes['shown']}>
          <SegmentedControl
            aria-label={t('desk.show')}
            value={filter.show}
            onChange={(value) => setFilter({ show: value as DeskFilter['show'] })}
            data={SHOWN.map((one) => ({ value: one, label: t(`desk.show.${one}`) }))}
          />
        </div>
      </div>
      {error && (
        <Alert color="red" role="alert" mb="md">
          {describeError(error, t)}
        </Alert>
      )}
      {isPending && !error && <Loader type="dots" role="status" aria-label={t('app.loading')} />}
      {data && data.feeds.length === 0 && <Notice title={t('desk.empty')} help={t('desk.emptyHelp')} />}
      {data && data.feeds.length > 0 && count === 0 && (
        <Notice title={t('desk.noMatch')}>
          <Button
            variant="default"
            mt="sm"
            onClick={() => setFilter({ show: 'all', kind: undefined, search: '' })}
          >
            {t('desk.clear')}
          </Button>
        </Notice>
      )}
      {(['pinned', 'attention', 'others'] as const).map(section)}
      {data?.more && <p className={classes['count']}>{t('desk.tooMany', { count: MAX_LISTED_FEEDS })}</p>}
    </div>
  );
}

interface CardsProps {
  readonly title: string | undefined;
  readonly feeds: readonly DeskFeed[];
  readonly pins: ReadonlySet<string>;
  readonly waits: ReadonlyMap<string, number>;
  readonly editors: ReadonlyMap<string, readonly Editor[]>;
  readonly viewers: ReadonlyMap<string, number> | undefined;
  readonly onPin: (id: string) => void;
}

function Cards({ title, feeds, pins, waits, editors, viewers, onPin }: CardsProps): ReactNode {
  const t = useText();
  if (feeds.length === 0) return null;
  return (
    <section className={classes['section']} aria-label={title ?? t('desk.title')}>
      {title !== undefined && <h2 className={classes['subtitle']}>{title}</h2>}
      {title === undefined && <h2 className={classes['hidden']}>{t('palette.feeds')}</h2>}
      <div className={classes['grid']}>
        {feeds.map((feed) => (
          <FeedCard
            key={feed.id}
            feed={feed}
            pinned={pins.has(feed.id)}
            waits={waits.get(feed.id) ?? 0}
            editors={editors.get(feed.id) ?? NO_EDITORS}
            // This page is one of them.
            viewers={viewers && Math.max(0, (viewers.get(feed.id) ?? 0) - 1)}
            onPin={onPin}
          />
        ))}
      </div>
    </section>
  );
}
