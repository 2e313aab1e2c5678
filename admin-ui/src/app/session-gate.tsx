import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { logout } from '../features/auth/api/logout.js';
import { me } from '../features/auth/api/me.js';
import { SignInAgain } from '../features/auth/sign-in-again.js';
import { SignInPage } from '../features/auth/sign-in-page.js';
import { Api } from '../shared/api/api.js';
import { describeError } from '../shared/api/describe-error.js';
import { useText } from '../shared/i18n/language.js';
import { SessionContext } from '../shared/session/session-context.js';
import type { Session } from '../shared/session/session.js';
import { Notice } from '../shared/ui/notice.js';
import { Loading } from './loading.js';
import { keepsPresses } from '../shared/waiting/kept.js';

type Known =
  | { readonly kind: 'asking' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'signedIn';
      readonly session: Session;
      readonly expired: boolean;
    };

const RETRY_MS = 3_000;

/** Shows the console to whoever is signed in, and the sign-in page to everybody else. */
export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useText();
  const queries = useQueryClient();
  const [api, setApi] = useState(() => new Api());
  const [known, setKnown] = useState<Known>({ kind: 'asking' });

  useEffect(() => {
    if (known.kind !== 'asking' && known.kind !== 'failed') return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void =>
      void me(api).then(
        (session) => {
          if (wanted) setKnown(session ? { kind: 'signedIn', session, expired: false } : { kind: 'nobody' });
        },
        (error: unknown) => wanted && setKnown({ kind: 'failed', error }),
      );
    if (known.kind === 'asking') ask();
    else timer = setTimeout(ask, RETRY_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [api, known]);

  useEffect(() => {
    api.onUnauthenticated = () =>
      setKnown((before) => (before.kind === 'signedIn' ? { ...before, expired: true } : before));
  }, [api]);

  const signedIn = known.kind === 'signedIn';
  useEffect(() => {
    if (!signedIn || !keepsPresses()) return;
    // What a reload left waiting goes out, whatever page is open now.
    void import('../shared/press/desks.js').then(({ reopenDesks }) => reopenDesks(api));
  }, [api, signedIn]);

  const accept = useCallback(
    (session: Session) => {
      setKnown({ kind: 'signedIn', session, expired: false });
      void import('../shared/press/desks.js').then(({ resumeDesks }) => resumeDesks(api));
      void queries.invalidateQueries();
    },
    [api, queries],
  );

  const signOut = useCallback(() => {
    const leave = async (): Promise<void> => {
      const { closeDesks } = await import('../shared/press/desks.js');
      closeDesks(api);
      if (api.key === undefined) await logout(api);
    };
    // Whatever the server says, this page forgets: a session that could not be ended is asked for again and shown.
    void leave()
      .catch(reportError)
      .finally(() => {
        api.onUnauthenticated = undefined;
        queries.clear();
        setApi(new Api());
        setKnown({ kind: 'asking' });
      });
  }, [api, queries]);

  const value = useMemo(
    () =>
      known.kind === 'signedIn'
        ? { api, session: known.session, expired: known.expired, signOut }
        : undefined,
    [api, known, signOut],
  );

  if (known.kind === 'asking') return <Loading />;
  if (known.kind === 'failed') {
    return <Notice title={t('connection.offline')} help={describeError(known.error, t)} />;
  }
  if (!value) return <SignInPage api={api} onSignedIn={accept} />;
  return (
    <SessionContext value={value}>
      {children}
      {known.kind === 'signedIn' && known.expired && (
        <SignInAgain api={api} session={known.session} onSignedIn={accept} onSignOut={signOut} />
      )}
    </SessionContext>
  );
}
