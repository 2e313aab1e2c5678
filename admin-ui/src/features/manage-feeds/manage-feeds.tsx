import type { ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { may } from '../../shared/session/session.js';
import { Notice } from '../../shared/ui/notice.js';
import { EditFeedPage } from './ui/edit-feed-page.js';
import { FeedListPage } from './ui/feed-list-page.js';
import { ImportPage } from './ui/import-page.js';
import { NewFeedPage } from './ui/new-feed-page.js';

/** What there is, and how it comes and goes. */
export function ManageFeeds(): ReactNode {
  const t = useText();
  const { session } = useSession();
  if (!may(session, 'feeds:write')) {
    return (
      <Notice
        title={t('feeds.forbidden')}
        help={t('feeds.forbiddenHelp')}
        link={{ to: '/', label: t('app.toDesk') }}
      />
    );
  }
  return (
    <Switch>
      <Route path="/manage/feeds" component={FeedListPage} />
      <Route path="/manage/feeds/new" component={NewFeedPage} />
      <Route path="/manage/feeds/import" component={ImportPage} />
      <Route path="/manage/feeds/edit/:id">
        {({ id }) => <EditFeedPage key={id} id={decodeURIComponent(id)} />}
      </Route>
      <Route>
        {() => <Notice title={t('app.notFound')} link={{ to: '/manage/feeds', label: t('feeds.title') }} />}
      </Route>
    </Switch>
  );
}
