import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { Feed } from '../../shared/api/feed.js';
import { describeError } from '../../shared/api/describe-error.js';
import { DeskLock } from '../../shared/editing/desk-lock.js';
import { EditorsHere } from '../../shared/editing/editors-here.js';
import { useEditing } from '../../shared/editing/use-editing.js';
import { statusOf } from '../../shared/feed/status.js';
import { useText } from '../../shared/i18n/language.js';
import { useFeedLog } from '../../shared/live/use-feed-log.js';
import { timeText } from '../../shared/time-text.js';
import { mayPublish } from '../../shared/session/session.js';
import { useSession } from '../../shared/session/session-context.js';
import { DeskNote, DeskPage } from '../../shared/ui/desk-page.js';
import { Notice } from '../../shared/ui/notice.js';
import { StatusBadge } from '../../shared/ui/status-badge.js';
import classes from './feed-desk.module.css';
import { PublishForm } from './publish-form.js';

const SHOWN_EVENTS = 50;

/** Any feed: its state, its last events, and a form to publish with. */
export function FeedDesk({ feed }: { readonly feed: Feed }): ReactNode {
  const t = useText();
  const { session } = useSession();
  const view = useFeedLog(feed.id);
  const title = view.meta?.title ?? feed.title;
  const status = statusOf(view.state ?? feed.state);
  const archived = feed.archivedAt !== undefined || view.closed === 'archived';
  const allowed = mayPublish(session, feed.id);
  const editing = useEditing(feed.id, allowed && !archived);
  useDocumentTitle(`${title} · ${t('app.name')}`);
  if (view.closed !== undefined && !archived) {
    return <Notice title={t('match.unknown')} link={{ to: '/', label: t('app.toDesk') }} />;
  }
  return (
    <DeskPage
      feed={feed.id}
      title={title}
      seq={view.seq}
      badge={
        <>
          {status !== undefined && <StatusBadge status={status} />}
          <EditorsHere editing={editing} />
        </>
      }
    >
      {archived && <DeskNote>{t('match.archived')}</DeskNote>}
      {!allowed && <DeskNote>{t('match.readOnly')}</DeskNote>}
      <div className={classes['desk']}>
        <section className={classes['panel']} aria-labelledby="state-title" data-told>
          <h2 id="state-title" className={classes['subtitle']}>
            {t('publish.state')}
          </h2>
          <pre className={classes['code']} tabIndex={0}>
            {JSON.stringify(view.state ?? feed.state, null, 2)}
          </pre>
        </section>
        {allowed && !archived && (
          <section className={classes['panel']} aria-labelledby="publish-title">
            <h2 id="publish-title" className={classes['subtitle']}>
              {t('publish.title')}
            </h2>
            <DeskLock editing={editing} />
            {/* What is written stays, whoever has the desk. */}
            <div hidden={!editing.canPress}>
              <PublishForm feed={feed} onPress={editing.pressed} />
            </div>
          </section>
        )}
        <section className={classes['panel']} aria-labelledby="events-title" data-told>
          <h2 id="events-title" className={classes['subtitle']}>
            {t('publish.events')}
          </h2>
          {view.history === 'failed' && (
            <p role="alert">{t('timeline.failed', { detail: describeError(view.failure, t) })}</p>
          )}
          {view.events.length === 0 && view.history !== 'failed' && (
            <p className={classes['empty']} role="status">
              {t(view.history === 'loading' ? 'timeline.loading' : 'timeline.empty')}
            </p>
          )}
          <ol className={classes['events']}>
            {view.events
              .slice(-SHOWN_EVENTS)
              .toReversed()
              .map(({ seq, type, data, target, reason, occurredAt }) => (
                <li key={seq}>
                  <p className={classes['event']}>
                    <span className={classes['seq']}>{seq}</span>
                    <strong>{type}</strong>
                    {target !== undefined && <span>→ {target}</span>}
                    <time dateTime={occurredAt}>{timeText(occurredAt)}</time>
                  </p>
                  {reason !== undefined && (
                    <p className={classes['reason']}>{t('timeline.reason', { reason })}</p>
                  )}
                  <code className={classes['data']}>{JSON.stringify(data)}</code>
                </li>
              ))}
          </ol>
        </section>
      </div>
    </DeskPage>
  );
}
