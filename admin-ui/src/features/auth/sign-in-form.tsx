import { Alert, Button, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Api } from '../../shared/api/api.js';
import { useText } from '../../shared/i18n/language.js';
import type { Session } from '../../shared/session/session.js';
import { faultsOf, refusalText, signIn, type Credentials, type Faults } from './sign-in.js';

interface SignInFormProps {
  readonly api: Api;
  readonly start?: Credentials['kind'];
  /** Whose password is missing, where that is known. */
  readonly account?: string | undefined;
  /** Why the session can't go on with these credentials; undefined takes them. */
  readonly objection?: (session: Session) => string | undefined;
  readonly onSignedIn: (session: Session) => void;
}

/** Asks for an account or a key until one is valid. */
export function SignInForm(props: SignInFormProps): ReactNode {
  const { api, start = 'person', account = '', objection, onSignedIn } = props;
  const t = useText();
  const [kind, setKind] = useState(start);
  const [email, setEmail] = useState(account);
  const [password, setPassword] = useState('');
  const [key, setKey] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const credentials: Credentials = kind === 'key' ? { kind, key } : { kind, email, password };
    const found = faultsOf(credentials, t);
    setFaults(found);
    setRefusal(undefined);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const before = api.key;
    try {
      const session = await signIn(api, credentials);
      const problem = objection?.(session);
      if (problem === undefined) return onSignedIn(session);
      api.key = before;
      setRefusal(problem);
    } catch (error) {
      setRefusal(refusalText(error, credentials, t));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <SegmentedControl
          fullWidth
          aria-label={t('auth.title')}
          value={kind}
          onChange={(value) => setKind(value as Credentials['kind'])}
          data={[
            { value: 'person', label: t('auth.person') },
            { value: 'key', label: t('auth.key') },
          ]}
        />
        {kind === 'person' ? (
          <>
            <TextInput
              label={t('auth.email')}
              type="email"
              name="email"
              autoComplete="username"
              data-autofocus={account === '' || undefined}
              autoFocus={account === ''}
              value={email}
              error={faults.email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t('auth.password')}
              name="password"
              autoComplete="current-password"
              data-autofocus={account !== '' || undefined}
              autoFocus={account !== ''}
              value={password}
              error={faults.password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </>
        ) : (
          <PasswordInput
            label={t('auth.keyLabel')}
            description={t('auth.keyHelp')}
            name="api-key"
            autoComplete="off"
            data-autofocus
            autoFocus
            value={key}
            error={faults.key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
        )}
        {refusal !== undefined && (
          <Alert color="red" variant="light" role="alert">
            {refusal}
          </Alert>
        )}
        <Button type="submit" size="md" fullWidth loading={busy}>
          {t('auth.signIn')}
        </Button>
      </Stack>
    </form>
  );
}
