import { Button, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Link } from 'wouter';
import { LANGUAGES, useLanguage, type Language } from '../shared/i18n/language.js';
import { may } from '../shared/session/session.js';
import { useSession } from '../shared/session/session-context.js';
import { Brand } from '../shared/ui/brand.js';
import { waiting } from '../shared/waiting/waiting.js';
import { ConnectionBanner } from './connection-banner.js';
import { ConnectionPill } from './connection-pill.js';
import { Navigation } from './navigation.js';
import classes from './shell.module.css';
import { SignOutDialog } from './sign-out-dialog.js';

const CommandPalette = lazy(() =>
  import('./command-palette.js').then(({ CommandPalette: part }) => ({ default: part })),
);
const OwnPasswordDialog = lazy(() =>
  import('../features/people/own-password-dialog.js').then(({ OwnPasswordDialog: part }) => ({
    default: part,
  })),
);
const SignOutEverywhereDialog = lazy(() =>
  import('../features/people/sign-out-everywhere-dialog.js').then(({ SignOutEverywhereDialog: part }) => ({
    default: part,
  })),
);
const SCHEMES = ['auto', 'light', 'dark'] as const;

/** What stands around every page. */
export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useLanguage();
  const [palette, setPalette] = useState<'unasked' | 'open' | 'closed'>('unasked');
  useDocumentTitle(t('app.console'));

  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (
        !(event.ctrlKey || event.metaKey) ||
        event.key.toLowerCase() !== 'k' ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      setPalette((now) => (now === 'open' ? 'closed' : 'open'));
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (waiting.total > 0) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);

  return (
    <>
      <a className={classes['skip']} href="#content">
        {t('app.skip')}
      </a>
      <header className={classes['header']}>
        <Link href="/" className={classes['home']} aria-label={`${t('app.name')}: ${t('desk.title')}`}>
          <Brand />
        </Link>
        <UnstyledButton className={classes['search']} onClick={() => setPalette('open')}>
          <span>{t('palette.placeholder')}</span>
          <kbd className={classes['hint']}>Ctrl K</kbd>
        </UnstyledButton>
        <div className={classes['side']}>
          <ConnectionPill />
          <AccountMenu onSearch={() => setPalette('open')} />
        </div>
      </header>
      <Navigation />
      <ConnectionBanner />
      <main id="content" tabIndex={-1} className={classes['content']}>
        {children}
      </main>
      {palette !== 'unasked' && (
        <Suspense fallback={null}>
          <CommandPalette open={palette === 'open'} onClose={() => setPalette('closed')} />
        </Suspense>
      )}
    </>
  );
}

function AccountMenu({ onSearch }: { readonly onSearch: () => void }): ReactNode {
  const { t, language, choose } = useLanguage();
  const { session, signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const waits = useSyncExternalStore(waiting.subscribe, waiting.counts);
  const [asking, setAsking] = useState(false);
  const [account, setAccount] = useState<'password' | 'everywhere'>();
  const name = session.name ?? session.email ?? t('auth.asKey');
  const leave = (): void => {
    if (waits.size === 0) signOut();
    else setAsking(true);
  };
  return (
    <>
      <Menu position="bottom-end" width={240} withinPortal>
        <Menu.Target>
          <Button variant="default" className={classes['account']} aria-label={`${t('app.menu')}: ${name}`}>
            <span className={classes['accountName']}>{name}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {name} · {t(session.role ? `auth.role.${session.role}` : 'auth.role.key')}
          </Menu.Label>
          <Menu.Item onClick={onSearch}>{t('app.search')}</Menu.Item>
          {may(session, 'events:publish') && (
            <Menu.Item component={Link} href="/keys">
              {t('keys.title')}
            </Menu.Item>
          )}
          <Menu.Item component="a" href="/" target="_blank" rel="noopener">
            {t('app.spectators')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('app.theme')}</Menu.Label>
          {SCHEMES.map((scheme) => (
            <Menu.Item
              key={scheme}
              role="menuitemradio"
              aria-checked={colorScheme === scheme}
              rightSection={colorScheme === scheme ? '✓' : null}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`app.theme.${scheme}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>{t('app.language')}</Menu.Label>
          {(Object.keys(LANGUAGES) as Language[]).map((one) => (
            <Menu.Item
              key={one}
              lang={one}
              role="menuitemradio"
              aria-checked={language === one}
              rightSection={language === one ? '✓' : null}
              onClick={() => choose(one)}
            >
              {LANGUAGES[one]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {session.kind === 'person' && (
            <>
              <Menu.Item onClick={() => setAccount('password')}>{t('people.ownPassword')} …</Menu.Item>
              <Menu.Item onClick={() => setAccount('everywhere')}>{t('people.signOut')} …</Menu.Item>
            </>
          )}
          <Menu.Item onClick={leave}>{t('auth.signOut')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {account && (
        <Suspense fallback={null}>
          {account === 'password' && <OwnPasswordDialog onClose={() => setAccount(undefined)} />}
          {account === 'everywhere' && <SignOutEverywhereDialog onClose={() => setAccount(undefined)} />}
        </Suspense>
      )}
      {asking && <SignOutDialog onClose={() => setAsking(false)} onSignOut={signOut} />}
    </>
  );
}
