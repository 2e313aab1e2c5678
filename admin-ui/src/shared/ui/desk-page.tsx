import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useText } from '../i18n/language.js';
import { useLive } from '../live/live-context.js';
import { may } from '../session/session.js';
import { useSession } from '../session/session-context.js';
import classes from './desk-page.module.css';
import { useDeskTools } from './desk-tools.js';

interface DeskPageProps {
  readonly feed: string;
  readonly title: string;
  /** Of what is shown. */
  readonly seq: number;
  /** Beside the title. */
  readonly badge?: ReactNode;
  /** At the end of the head. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What stands around the desk of one feed: the way back, what it is, and whether that is live. */
export function DeskPage({ feed, title, seq, badge, actions, children }: DeskPageProps): ReactNode {
  const t = useText();
  const { status } = useLive();
  const { session } = useSession();
  const tools = useDeskTools();
  return (
    <div className={classes['page']} data-old={status !== 'live'}>
      <header className={classes['head']}>
        <Link href="/" className={classes['back']}>
          ← {t('match.back')}
        </Link>
        <h1 className={classes['title']}>{title}</h1>
        {badge}
        <p className={classes['facts']}>{t('match.feedFacts', { seq, feed })}</p>
        {may(session, 'feeds:write', feed) && (
          <Link href={`/manage/feeds/edit/${encodeURIComponent(feed)}`} state={{ inside: true }} asChild>
            <Button component="a" variant="default" size="xs">
              {t('feeds.editFeed')}
            </Button>
          </Link>
        )}
        {tools}
        {actions}
      </header>
      {children}
    </div>
  );
}

/** Why nothing, or not everything, can be done here. */
export function DeskNote({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className={classes['note']}>{children}</p>;
}
