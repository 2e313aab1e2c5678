import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Route, Router, Switch } from 'wouter';
import { ApiError } from '../shared/api/api-error.js';
import { LanguageProvider } from '../shared/i18n/language.js';
import { LiveProvider } from '../shared/live/live-provider.js';
import { useSession } from '../shared/session/session-context.js';
import { ErrorBoundary } from './error-boundary.js';
import { Loading } from './loading.js';
import { NotFound, NotOffered } from './not-found.js';
import { PAGES } from './pages.js';
import { SessionGate } from './session-gate.js';
import { Shell } from './shell.js';
import { theme } from './theme.js';

const FeedPage = lazy(() => import('./feed-page.js').then(({ FeedPage: page }) => ({ default: page })));

function openQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What was refused is not asked for again; what failed is, and whatever is shown says so meanwhile.
        retry: (failures, error) =>
          failures < 3 && !(error instanceof ApiError && error.status < 500 && error.status !== 429),
      },
    },
  });
}

function Pages(): ReactNode {
  const { session } = useSession();
  return (
    <Switch>
      {PAGES.map(({ path, route = path, part: Part, offeredTo }) => (
        <Route key={path} path={route}>
          {offeredTo(session) ? <Part /> : <NotOffered />}
        </Route>
      ))}
      <Route path="/feeds/:id">{({ id }) => <FeedPage key={id} id={decodeURIComponent(id)} />}</Route>
      <Route>{() => <NotFound />}</Route>
    </Switch>
  );
}

/** The console: who works with it, what is live, and the page of the address. */
export function App(): ReactNode {
  const [queries] = useState(openQueries);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <LanguageProvider>
        <ErrorBoundary>
          <QueryClientProvider client={queries}>
            <Router base="/admin">
              <SessionGate>
                <LiveProvider>
                  <Shell>
                    <ErrorBoundary>
                      <Suspense fallback={<Loading />}>
                        <Pages />
                      </Suspense>
                    </ErrorBoundary>
                  </Shell>
                </LiveProvider>
              </SessionGate>
            </Router>
            <Notifications position="bottom-right" limit={4} />
          </QueryClientProvider>
        </ErrorBoundary>
      </LanguageProvider>
    </MantineProvider>
  );
}
