import { PasswordInput, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import type { Faults } from '../../shared/form/faults.js';
import { FormDialog } from '../../shared/form/form-dialog.js';
import { useSubmit } from '../../shared/form/use-submit.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { changeOwnPassword } from './api/calls.js';
import { passwordFault } from './person-draft.js';

const FIELDS = ['currentPassword', 'newPassword', 'repeated'] as const;
type Field = (typeof FIELDS)[number];

/** Changes the password of whoever is signed in. */
export function OwnPasswordDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText();
  const { api, session } = useSession();
  const [typed, setTyped] = useState<Readonly<Record<Field, string>>>({
    currentPassword: '',
    newPassword: '',
    repeated: '',
  });
  const check = (): Faults<Field> => {
    const { currentPassword, newPassword, repeated } = typed;
    const fault = passwordFault(newPassword, t);
    return {
      ...(currentPassword === '' ? { currentPassword: t('auth.passwordMissing') } : {}),
      ...(fault === undefined ? {} : { newPassword: fault }),
      ...(fault === undefined && newPassword === currentPassword
        ? { newPassword: t('people.samePassword') }
        : {}),
      ...(repeated === newPassword ? {} : { repeated: t('people.notRepeated') }),
    };
  };
  const submission = useSubmit({
    fields: FIELDS,
    check,
    send: async () => {
      const { currentPassword, newPassword } = typed;
      await changeOwnPassword(api, { currentPassword, newPassword });
      notifications.show({ message: t('people.passwordChanged') });
      onClose();
    },
    unknown: t('people.passwordUnknown'),
  });
  const field = (name: Field, autoComplete: string): ReactNode => (
    <PasswordInput
      label={t(`people.${name}`)}
      autoComplete={autoComplete}
      data-autofocus={name === 'currentPassword' || undefined}
      value={typed[name]}
      error={submission.faults[name]}
      onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, [name]: value }))}
    />
  );
  return (
    <FormDialog
      title={t('people.ownPassword')}
      action={t('people.changePassword')}
      submission={submission}
      onClose={onClose}
    >
      {/* For password managers: whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={session.email ?? ''} />
      {field('currentPassword', 'current-password')}
      {field('newPassword', 'new-password')}
      {field('repeated', 'new-password')}
      <Text size="sm" c="dimmed">
        {t('people.ownPasswordHelp')}
      </Text>
    </FormDialog>
  );
}
