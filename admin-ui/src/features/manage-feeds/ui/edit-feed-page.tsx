import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { describeError } from '../../../shared/api/describe-error.js';
import type { Feed } from '../../../shared/api/feed.js';
import { feedQuery } from '../../../shared/api/get-feed.js';
import { useText } from '../../../shared/i18n/language.js';
import { useSession } from '../../../shared/session/session-context.js';
import { Notice } from '../../../shared/ui/notice.js';
import { PageHead } from '../../../shared/ui/page-head.js';
import { changeFeed } from '../api/feeds.js';
import { draftOf } from '../model/draft.js';
import type { NewFeed } from '../model/new-feed.js';
import { changeOf } from '../model/same-feed.js';
import { ArchiveDialog } from './archive-dialog.js';
import { FeedForm } from './feed-form.js';
import classes from './feed-form.module.css';
import { useWayBack } from './use-way-back.js';

/** The settings of a feed that there is. */
export function EditFeedPage({ id }: { readonly id: string }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const { data, error, isFetchedAfterMount } = useQuery({ ...feedQuery(api, id), refetchOnMount: 'always' });
  const list = { to: '/manage/feeds', label: t('feeds.title') };
  if (error && !data) return <Notice title={describeError(error, t)} link={list} />;
  if (!data || !isFetchedAfterMount) return null;
  if (data.archivedAt !== undefined) {
    return (
      <Notice title={data.title} help={t('feedForm.archived')} link={list}>
        <Button component={Link} href={`/manage/feeds/new?from=${encodeURIComponent(id)}`} mt="sm">
          {t('feeds.duplicate')}
        </Button>
      </Notice>
    );
  }
  return <EditForm loaded={data} />;
}

function EditForm({ loaded }: { readonly loaded: Feed }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const goBack = useWayBack();
  // What changes meanwhile must not overwrite what is being typed.
  const [feed] = useState(loaded);
  const [start] = useState(() => draftOf(loaded));
  const [archiving, setArchiving] = useState(false);
  const send = async (wanted: NewFeed): Promise<void> => {
    const change = changeOf(feed, wanted);
    const nothing = Object.keys(change).length === 0;
    if (!nothing) queries.setQueryData(['feed', feed.id], await changeFeed(api, feed.id, change));
    notifications.show({
      message: t(nothing ? 'feedForm.nothing' : 'feedForm.saved', { title: wanted.title }),
    });
    void queries.invalidateQueries({ queryKey: ['feeds'] });
    goBack();
  };
  return (
    <div className={classes['page']}>
      <PageHead title={t('feedForm.editTitle', { title: feed.title })}>
        <Button component={Link} href={`/feeds/${encodeURIComponent(feed.id)}`} variant="default">
          {t('feeds.openDesk')}
        </Button>
        <Button
          component={Link}
          href={`/manage/feeds/new?from=${encodeURIComponent(feed.id)}`}
          variant="default"
        >
          {t('feeds.duplicate')}
        </Button>
        <Button variant="light" color="red" onClick={() => setArchiving(true)}>
          {t('feeds.archive')} …
        </Button>
      </PageHead>
      <FeedForm start={start} original={feed} action={t('feedForm.save')} send={send} onCancel={goBack} />
      {archiving && <ArchiveDialog feed={feed} onClose={() => setArchiving(false)} />}
    </div>
  );
}
