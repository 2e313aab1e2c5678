import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { ROLES } from '../../../../src/core/protocol/permissions.js';
import { describeError } from '../../shared/api/describe-error.js';
import { SecretDialog } from '../../shared/form/secret-dialog.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { DataList } from '../../shared/table/data-list.js';
import { ListFilters } from '../../shared/table/list-filters.js';
import { matchesWords } from '../../shared/table/list-page.js';
import type { ListSchema } from '../../shared/table/list-state.js';
import { useListState } from '../../shared/table/use-list-state.js';
import { useWholeList } from '../../shared/table/use-whole-list.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { changeUser, listPeople, PEOPLE } from './api/calls.js';
import type { User } from './api/user.js';
import { personColumns, type PersonSort } from './person-columns.js';
import {
  DeactivateDialog,
  EditPersonDialog,
  NewPersonDialog,
  ResetPasswordDialog,
  SignOutPersonDialog,
} from './person-dialogs.js';

const STATES = ['active', 'deactivated'] as const;
const SCHEMA = {
  filters: { q: 'text', role: ROLES, state: STATES },
  sorts: ['name', 'role', 'seen', 'created'],
  sort: { by: 'name', descending: false },
} as const satisfies ListSchema<string, PersonSort>;

const SORT_VALUES = {
  name: ({ name, email }: User) => name ?? email,
  role: ({ role }: User) => role,
  seen: ({ lastLoginAt }: User) => lastLoginAt,
  created: ({ createdAt }: User) => createdAt,
};

function fits(
  { name, email, role, feeds, disabled }: User,
  wanted: Readonly<Record<'q' | 'role' | 'state', string>>,
): boolean {
  return (
    matchesWords(wanted.q, [name, email, ...(feeds ?? [])]) &&
    (wanted.role === '' || role === wanted.role) &&
    (wanted.state === '' || disabled === (wanted.state === 'deactivated'))
  );
}

type Dialog =
  | { readonly kind: 'new' }
  | { readonly kind: 'edit' | 'deactivate' | 'reset' | 'signOut'; readonly user: User }
  | { readonly kind: 'secret'; readonly user: User; readonly password: string };

/** Who may sign in, and what they may do. */
export function PeoplePage(): ReactNode {
  const t = useText();
  const { api, session } = useSession();
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<Dialog>();
  const controls = useListState(SCHEMA);
  const list = useWholeList({
    controls,
    queryKey: PEOPLE,
    load: (query, signal) => listPeople(api, query, signal),
    fits,
    sortValues: SORT_VALUES,
    refreshMs: 60_000,
  });
  const columns = useMemo(() => personColumns(t, session.id), [t, session.id]);
  const close = (): void => setDialog(undefined);
  const changed = (message: string | undefined, next?: Dialog): void => {
    setDialog(next);
    if (message !== undefined) notifications.show({ message });
    void queries.invalidateQueries({ queryKey: PEOPLE });
  };
  const reactivate = (user: User): void =>
    void changeUser(api, user.id, { disabled: false }).then(
      () => changed(t('people.reactivated', { name: nameOf(user) })),
      (error: unknown) => notifications.show({ message: describeError(error, t), color: 'red' }),
    );
  const button = <Button onClick={() => setDialog({ kind: 'new' })}>{t('people.new')}</Button>;
  return (
    <>
      <PageHead title={t('people.title')} help={t('people.help')}>
        {button}
      </PageHead>
      <ListFilters
        label={t('people.search')}
        controls={controls}
        fields={[
          { kind: 'search', name: 'q', label: t('people.search') },
          {
            kind: 'choice',
            name: 'role',
            label: t('people.role'),
            all: t('people.allRoles'),
            options: ROLES.map((value) => ({ value, label: t(`auth.role.${value}`) })),
          },
          {
            kind: 'choice',
            name: 'state',
            label: t('people.state'),
            all: t('people.allStates'),
            options: STATES.map((value) => ({ value, label: t(`people.state.${value}`) })),
          },
        ]}
      />
      <DataList
        caption={t('people.title')}
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        controls={controls}
        isPast={({ disabled }) => disabled}
        empty={{ title: t('people.none'), action: button }}
        actions={(user) => (
          <RowActions
            user={user}
            own={user.id === session.id}
            onChoose={(kind) => setDialog({ kind, user })}
            onReactivate={() => reactivate(user)}
          />
        )}
      />
      {dialog?.kind === 'new' && (
        <NewPersonDialog
          onClose={close}
          onCreated={(user, password) =>
            password === undefined
              ? changed(t('people.createdDone', { name: nameOf(user) }))
              : changed(undefined, { kind: 'secret', user, password })
          }
        />
      )}
      {dialog?.kind === 'edit' && (
        <EditPersonDialog
          user={dialog.user}
          own={dialog.user.id === session.id}
          onClose={close}
          onSaved={() => changed(t('people.saved', { name: nameOf(dialog.user) }))}
        />
      )}
      {dialog?.kind === 'deactivate' && (
        <DeactivateDialog
          user={dialog.user}
          onClose={close}
          onDone={() => changed(t('people.deactivated', { name: nameOf(dialog.user) }))}
        />
      )}
      {dialog?.kind === 'signOut' && (
        <SignOutPersonDialog
          user={dialog.user}
          onClose={close}
          onDone={() => changed(t('people.signedOut', { name: nameOf(dialog.user) }))}
        />
      )}
      {dialog?.kind === 'reset' && (
        <ResetPasswordDialog
          user={dialog.user}
          onClose={close}
          onReset={(password) => changed(undefined, { kind: 'secret', user: dialog.user, password })}
        />
      )}
      {dialog?.kind === 'secret' && (
        <SecretDialog
          title={t('people.passwordOf', { name: nameOf(dialog.user) })}
          label={t('auth.password')}
          secret={dialog.password}
          onClose={close}
        >
          <Text size="sm">{t('people.passwordUsage', { email: dialog.user.email })}</Text>
        </SecretDialog>
      )}
    </>
  );
}

function nameOf({ name, email }: User): string {
  return name ?? email;
}

interface RowActionsProps {
  readonly user: User;
  readonly own: boolean;
  readonly onChoose: (kind: 'edit' | 'deactivate' | 'reset' | 'signOut') => void;
  readonly onReactivate: () => void;
}

/** Nobody closes their own account by a slip: that is for another administrator. */
function RowActions({ user, own, onChoose, onReactivate }: RowActionsProps): ReactNode {
  const t = useText();
  const name = nameOf(user);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={`${t('people.edit')}: ${name}`}
        onClick={() => onChoose('edit')}
      >
        {t('people.edit')}
      </Button>
      {!own && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t('people.more', { name })}>
              <span aria-hidden="true">⋯</span>
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onChoose('reset')}>{t('people.reset')} …</Menu.Item>
            <Menu.Item onClick={() => onChoose('signOut')}>{t('people.signOut')} …</Menu.Item>
            {user.disabled ? (
              <Menu.Item onClick={onReactivate}>{t('people.reactivate')}</Menu.Item>
            ) : (
              <Menu.Item color="red" onClick={() => onChoose('deactivate')}>
                {t('people.deactivate')} …
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
