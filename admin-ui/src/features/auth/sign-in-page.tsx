import { Paper, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import type { Api } from '../../shared/api/api.js';
import { useText } from '../../shared/i18n/language.js';
import type { Session } from '../../shared/session/session.js';
import { Brand } from '../../shared/ui/brand.js';
import { SignInForm } from './sign-in-form.js';
import classes from './sign-in-page.module.css';

interface SignInPageProps {
  readonly api: Api;
  readonly onSignedIn: (session: Session) => void;
}

export function SignInPage({ api, onSignedIn }: SignInPageProps): ReactNode {
  const t = useText();
  useEffect(() => {
    document.title = `${t('auth.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <main className={classes['page']}>
      <Paper className={classes['card']} withBorder p="xl" radius="lg">
        <Brand />
        <Title order={1} size="h3" mt="lg">
          {t('auth.title')}
        </Title>
        <Text c="dimmed" size="sm" mt={4} mb="lg">
          {t('auth.lead')}
        </Text>
        <SignInForm api={api} onSignedIn={onSignedIn} />
      </Paper>
    </main>
  );
}
