import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import type { KindName } from '../../../src/core/kinds/kind.js';
import { ApiError } from '../shared/api/api-error.js';
import { describeError } from '../shared/api/describe-error.js';
import type { Feed } from '../shared/api/feed.js';
import { feedQuery } from '../shared/api/get-feed.js';
import { useText } from '../shared/i18n/language.js';
import { useSession } from '../shared/session/session-context.js';
import { Notice } from '../shared/ui/notice.js';
import { DeskFrame } from './desk-frame.js';
import { Loading } from './loading.js';

const MatchDesk = lazy(() =>
  import('../features/match-desk/match-desk.js').then(({ MatchDesk: page }) => ({ default: page })),
);
const QuoteDesk = lazy(() =>
  import('../features/quote-desk/quote-desk.js').then(({ QuoteDesk: page }) => ({ default: page })),
);
const FeedDesk = lazy(() =>
  import('../features/feeds/feed-desk.js').then(({ FeedDesk: page }) => ({ default: page })),
);

const DESKS: Readonly<Record<KindName, ComponentType<{ readonly feed: Feed }>>> = {
  football: MatchDesk,
  basketball: MatchDesk,
  tennis: MatchDesk,
  quote: QuoteDesk,
  custom: FeedDesk,
};

/** The desk that fits a feed's kind. */
export function FeedPage({ id }: { readonly id: string }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const { data, error } = useQuery(feedQuery(api, id));
  if (data) {
    const Desk = DESKS[data.kind];
    return (
      <Suspense fallback={<Loading />}>
        <DeskFrame feed={data}>
          <Desk feed={data} />
        </DeskFrame>
      </Suspense>
    );
  }
  if (!error) return <Loading />;
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <Notice
      title={missing ? t('match.unknown') : describeError(error, t)}
      link={{ to: '/', label: t('app.toDesk') }}
    />
  );
}
