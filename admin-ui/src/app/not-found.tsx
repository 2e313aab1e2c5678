import type { ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';
import { Notice } from '../shared/ui/notice.js';

export function NotFound(): ReactNode {
  const t = useText();
  return <Notice title={t('app.notFound')} link={{ to: '/', label: t('app.toDesk') }} />;
}

/** The address is right, but of no use to whoever is signed in. */
export function NotOffered(): ReactNode {
  const t = useText();
  return (
    <Notice
      title={t('app.notOffered')}
      help={t('app.notOfferedHelp')}
      link={{ to: '/', label: t('app.toDesk') }}
    />
  );
}
