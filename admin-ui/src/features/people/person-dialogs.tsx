import { Checkbox, PasswordInput, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ConfirmDialog, FormDialog } from '../../shared/form/form-dialog.js';
import { useSubmit } from '../../shared/form/use-submit.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { changeUser, createUser, signOutUser } from './api/calls.js';
import type { User } from './api/user.js';
import {
  changeOf,
  draftOf,
  faultsOf,
  madePassword,
  newUserOf,
  NOBODY,
  PERSON_FIELDS,
  type PersonDraft,
} from './person-draft.js';
import { PersonFields } from './person-fields.js';

const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => crypto.getRandomValues(bytes);

interface NewPersonDialogProps {
  readonly onClose: () => void;
  /** @param password that was made up, to be shown once */
  readonly onCreated: (user: User, password: string | undefined) => void;
}

export function NewPersonDialog({ onClose, onCreated }: NewPersonDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const [draft, setDraft] = useState<PersonDraft>(NOBODY);
  const set = (change: Partial<PersonDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const submission = useSubmit({
    fields: PERSON_FIELDS,
    check: () => faultsOf(draft, true, t),
    send: async () => {
      const password = draft.generated ? madePassword(random) : draft.password;
      const user = await createUser(api, newUserOf(draft, password));
      onCreated(user, draft.generated ? password : undefined);
    },
    unknown: t('people.unknown'),
  });
  const { faults } = submission;
  return (
    <FormDialog
      title={t('people.new')}
      action={t('people.create')}
      size="lg"
      submission={submission}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        type="email"
        label={t('people.email')}
        description={t('people.emailHelp')}
        maxLength={254}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={draft.email}
        error={faults.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <PersonFields draft={draft} faults={faults} set={set} own={false} />
      <Checkbox
        label={t('people.generate')}
        description={t('people.generateHelp')}
        checked={draft.generated}
        onChange={(event) => set({ generated: event.currentTarget.checked })}
      />
      {!draft.generated && (
        <PasswordInput
          label={t('people.firstPassword')}
          autoComplete="new-password"
          value={draft.password}
          error={faults.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
      )}
    </FormDialog>
  );
}

interface PersonDialogProps {
  readonly user: User;
  readonly onClose: () => void;
}

interface EditPersonDialogProps extends PersonDialogProps {
  readonly own: boolean;
  readonly onSaved: () => void;
}

export function EditPersonDialog({ user, own, onClose, onSaved }: EditPersonDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const [draft, setDraft] = useState(() => draftOf(user));
  const change = changeOf(user, draft);
  const submission = useSubmit({
    fields: PERSON_FIELDS,
    check: () => faultsOf(draft, false, t),
    send: async () => {
      if (Object.keys(change).length > 0) await changeUser(api, user.id, change);
      onSaved();
    },
  });
  const endsSessions = change.role !== undefined || change.feeds !== undefined;
  return (
    <FormDialog
      title={t('people.editTitle', { name: user.name ?? user.email })}
      action={t('people.save')}
      size="lg"
      submission={submission}
      onClose={onClose}
    >
      <TextInput
        label={t('people.email')}
        description={t('people.emailFixed')}
        value={user.email}
        readOnly
        variant="filled"
      />
      <PersonFields
        draft={draft}
        faults={submission.faults}
        set={(part) => setDraft((now) => ({ ...now, ...part }))}
        own={own}
      />
      <Text size="sm" c="dimmed" role="status">
        {endsSessions && t('people.endsSessions')}
      </Text>
    </FormDialog>
  );
}

interface DoneDialogProps extends PersonDialogProps {
  readonly onDone: () => void;
}

export function DeactivateDialog({ user, onClose, onDone }: DoneDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const submission = useSubmit<never>({
    fields: [],
    send: async () => {
      await changeUser(api, user.id, { disabled: true });
      onDone();
    },
  });
  return (
    <ConfirmDialog
      title={t('people.deactivateAsk', { name: user.name ?? user.email })}
      action={t('people.deactivate')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('people.deactivateHelp')}</Text>
    </ConfirmDialog>
  );
}

export function SignOutPersonDialog({ user, onClose, onDone }: DoneDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const submission = useSubmit<never>({
    fields: [],
    send: async () => {
      await signOutUser(api, user.id);
      onDone();
    },
  });
  return (
    <ConfirmDialog
      title={t('people.signOutAsk', { name: user.name ?? user.email })}
      action={t('people.signOut')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('people.signOutHelp')}</Text>
    </ConfirmDialog>
  );
}

interface ResetPasswordDialogProps extends PersonDialogProps {
  readonly onReset: (password: string) => void;
}

export function ResetPasswordDialog({ user, onClose, onReset }: ResetPasswordDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  // One and the same, however often it has to be sent.
  const [password] = useState(() => madePassword(random));
  const submission = useSubmit<never>({
    fields: [],
    send: async () => {
      await changeUser(api, user.id, { password });
      onReset(password);
    },
  });
  return (
    <ConfirmDialog
      title={t('people.resetAsk', { name: user.name ?? user.email })}
      action={t('people.reset')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('people.resetHelp')}</Text>
    </ConfirmDialog>
  );
}
