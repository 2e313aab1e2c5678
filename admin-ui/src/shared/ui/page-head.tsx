import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import classes from './page-head.module.css';

interface PageHeadProps {
  readonly title: string;
  /** What the page is for. */
  readonly help?: string;
  /** What stands beside the title, such as the button for something new. */
  readonly children?: ReactNode;
}

/** The head of a page; names the browser's tab too. */
export function PageHead({ title, help, children }: PageHeadProps): ReactNode {
  const t = useText();
  useDocumentTitle(`${title} · ${t('app.name')}`);
  return (
    <div className={classes['head']}>
      <div className={classes['words']}>
        <h1 className={classes['title']}>{title}</h1>
        {help !== undefined && <p className={classes['help']}>{help}</p>}
      </div>
      {children !== undefined && <div className={classes['side']}>{children}</div>}
    </div>
  );
}
