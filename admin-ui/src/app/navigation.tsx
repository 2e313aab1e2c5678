import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useText } from '../shared/i18n/language.js';
import { useSession } from '../shared/session/session-context.js';
import classes from './navigation.module.css';
import { PAGES } from './pages.js';

/** The pages that whoever is signed in has use for; nothing where that is only one. */
export function Navigation(): ReactNode {
  const t = useText();
  const { session } = useSession();
  const [location] = useLocation();
  const offered = PAGES.filter((page) => !page.isAside && page.offeredTo(session));
  if (offered.length < 2) return null;
  return (
    <nav className={classes['bar']} aria-label={t('app.pages')}>
      {offered.map(({ path, title }) => {
        const here = path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
        return (
          <Link key={path} href={path} className={classes['link']} aria-current={here ? 'page' : undefined}>
            {t(title)}
          </Link>
        );
      })}
    </nav>
  );
}
