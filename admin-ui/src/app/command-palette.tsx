import '@mantine/spotlight/styles.css';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { statusOf } from '../shared/feed/status.js';
import { wordFor } from '../shared/feed/describe-event.js';
import { feedsQuery } from '../shared/api/list-feeds.js';
import { useText } from '../shared/i18n/language.js';
import { useSession } from '../shared/session/session-context.js';
import { PAGES } from './pages.js';

const [store, palette] = createSpotlight();

interface CommandPaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Leads to every feed and page by a few letters of its name. */
export function CommandPalette({ open, onClose }: CommandPaletteProps): ReactNode {
  const t = useText();
  const { api, session } = useSession();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const { data } = useQuery(feedsQuery(api));

  useEffect(() => {
    if (open) palette.open();
    else palette.close();
  }, [open]);

  const actions = useMemo<SpotlightActionGroupData[]>(
    () => [
      {
        group: t('palette.pages'),
        actions: PAGES.filter((page) => page.offeredTo(session)).map(({ path, title }) => ({
          id: `page:${path}`,
          label: t(title),
          onClick: () => navigate(path),
        })),
      },
      {
        group: t('palette.feeds'),
        actions: (data?.feeds ?? []).map(({ id, title, kind, state, tags }) => {
          const status = statusOf(state);
          return {
            id,
            label: title,
            description: [t(`kind.${kind}`), status && wordFor(t, 'status', status), id]
              .filter(Boolean)
              .join(' · '),
            keywords: [...tags, id],
            onClick: () => navigate(`/feeds/${encodeURIComponent(id)}`),
          };
        }),
      },
    ],
    [data, navigate, session, t],
  );

  return (
    <Spotlight
      store={store}
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      maxHeight="60vh"
      limit={12}
      shortcut={null}
      onSpotlightClose={onClose}
      searchProps={{ placeholder: t('palette.placeholder'), 'aria-label': t('palette.placeholder') }}
    />
  );
}
