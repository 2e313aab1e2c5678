import { Center, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';

export function Loading(): ReactNode {
  const t = useText();
  return (
    <Center py="25vh">
      <Loader type="dots" role="status" aria-label={t('app.loading')} />
    </Center>
  );
}
