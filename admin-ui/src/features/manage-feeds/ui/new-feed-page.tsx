import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ApiError } from '../../../shared/api/api-error.js';
import { describeError } from '../../../shared/api/describe-error.js';
import { feedQuery } from '../../../shared/api/get-feed.js';
import { useText } from '../../../shared/i18n/language.js';
import { useSession } from '../../../shared/session/session-context.js';
import { Notice } from '../../../shared/ui/notice.js';
import { PageHead } from '../../../shared/ui/page-head.js';
import { createOnce, isUnknown } from '../api/feeds.js';
import { copyOf, nextId, type FeedDraft } from '../model/draft.js';
import type { NewFeed } from '../model/new-feed.js';
import { draftFrom, isTemplate, TEMPLATE_IDS } from '../model/templates.js';
import { FeedForm } from './feed-form.js';
import classes from './feed-form.module.css';
import { TemplatePicker } from './template-picker.js';
import { useWayBack } from './use-way-back.js';

/** A new feed: from a template, or like one that there is. */
export function NewFeedPage(): ReactNode {
  const [params] = useSearchParams();
  const from = params.get('from');
  return (
    <div className={classes['page']}>
      {from === null ? <FromTemplate /> : <FromFeed key={from} id={from} />}
    </div>
  );
}

function FromTemplate(): ReactNode {
  const t = useText();
  const [params, setParams] = useSearchParams();
  const asked = params.get('template');
  const template = isTemplate(asked) ? asked : (TEMPLATE_IDS[0] ?? 'football');
  const start = useMemo(() => draftFrom(template), [template]);
  return (
    <>
      <PageHead title={t('feedForm.newTitle')} help={t('feedForm.newHelp')} />
      <TemplatePicker chosen={template} onChoose={(id) => setParams({ template: id }, { replace: true })} />
      <CreateForm start={start} />
    </>
  );
}

function FromFeed({ id }: { readonly id: string }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const { data, error } = useQuery(feedQuery(api, id));
  const start = useRef<FeedDraft>(undefined);
  if (error && !data) {
    return <Notice title={describeError(error, t)} link={{ to: '/manage/feeds', label: t('feeds.title') }} />;
  }
  if (!data) return null;
  // What was loaded first is what is copied; later news would overwrite what was typed.
  start.current ??= copyOf(data);
  return (
    <>
      <PageHead title={t('feedForm.copyTitle', { title: data.title })} />
      <CreateForm start={start.current} />
    </>
  );
}

function CreateForm({ start }: { readonly start: FeedDraft }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const goBack = useWayBack();
  /** What was sent without an answer. */
  const lost = useRef<string>(undefined);
  const send = async (feed: NewFeed): Promise<void> => {
    const body = JSON.stringify(feed);
    try {
      await createOnce(api, feed, lost.current === body);
    } catch (error) {
      if (isUnknown(error)) lost.current = body;
      throw taken(error, t('feedForm.idTaken', { next: nextId(feed.id) }));
    }
    notifications.show({ message: t('feedForm.created', { title: feed.title }) });
    void queries.invalidateQueries({ queryKey: ['feeds'] });
    navigate(`/feeds/${encodeURIComponent(feed.id)}`);
  };
  return (
    <FeedForm
      start={start}
      action={t('feedForm.create')}
      unknown={t('feedForm.createUnknown')}
      send={send}
      onCancel={goBack}
    />
  );
}

/** A taken id is a fault of the field, not of the form. */
function taken(error: unknown, message: string): unknown {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return error;
  const problem = { ...error.problem, errors: [{ path: 'id', message }] };
  return new ApiError(error.status, problem, error.retryAfterSeconds);
}
