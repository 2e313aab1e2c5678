import type { ReactNode } from 'react';
import type { Feed } from '../../../shared/api/feed.js';
import { useText } from '../../../shared/i18n/language.js';
import { useSpectator } from '../use-spectator.js';
import { DelayFacts } from './delay-facts.js';
import classes from './preview-pane.module.css';
import { SpectatorView } from './spectator-view.js';

/** What spectators see of a feed, by a connection that is nobody's, and how late they see it. */
export function PreviewPane({ feed }: { readonly feed: Feed }): ReactNode {
  const t = useText();
  const seen = useSpectator(feed.id, feed.kind);
  const status = seen?.status ?? 'connecting';
  const hidden = seen?.closed !== undefined && seen.closed !== 'archived';
  return (
    <section className={classes['pane']} aria-label={t('preview.title')} data-preview={status}>
      <header className={classes['head']}>
        <h2 className={classes['title']}>{t('preview.title')}</h2>
        <span className={classes['connection']} data-state={status}>
          {t(`preview.status.${status}`)}
        </span>
      </header>
      {hidden ? (
        <p className={classes['hiddenFeed']} role="status">
          <strong>{t('preview.unseen')}</strong> {t('preview.unseenHelp')}
        </p>
      ) : seen?.state === undefined ? (
        <p className={classes['empty']} role="status">
          {t('preview.loading')}
        </p>
      ) : (
        <>
          {seen.closed === 'archived' && <p className={classes['note']}>{t('preview.archived')}</p>}
          <div className={classes['card']} data-old={status !== 'live'}>
            <SpectatorView feed={feed} seen={seen} />
          </div>
          <DelayFacts feed={feed} seen={seen} />
        </>
      )}
    </section>
  );
}
