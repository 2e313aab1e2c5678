import type { ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';
import { Notice } from '../shared/ui/notice.js';

export function NotFound(): ReactNode {
  const t = useText();
  return <Notice title={t('app.notFound')} link={{ to: '/', label: t('app.toDesk') }} />;
}
