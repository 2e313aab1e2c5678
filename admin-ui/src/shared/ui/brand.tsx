import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import classes from './brand.module.css';

export function Brand(): ReactNode {
  const t = useText();
  return (
    <span className={classes['brand']}>
      <span className={classes['mark']} aria-hidden="true" />
      {t('app.name')}
    </span>
  );
}
