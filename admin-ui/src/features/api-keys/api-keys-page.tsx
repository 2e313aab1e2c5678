import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { SCOPES } from '../../../../src/core/protocol/permissions.js';
import { SecretDialog } from '../../shared/form/secret-dialog.js';
import { useText } from '../../shared/i18n/language.js';
import { useNow } from '../../shared/live/use-now.js';
import { useSession } from '../../shared/session/session-context.js';
import { DataList } from '../../shared/table/data-list.js';
import { ListFilters } from '../../shared/table/list-filters.js';
import { matchesWords } from '../../shared/table/list-page.js';
import type { ListSchema } from '../../shared/table/list-state.js';
import { useListState } from '../../shared/table/use-list-state.js';
import { useWholeList } from '../../shared/table/use-whole-list.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { API_KEYS, listApiKeys } from './api/calls.js';
import type { ApiKey, CreatedApiKey } from './api/api-key.js';
import { keyColumns, type KeySort } from './key-columns.js';
import { RevokeKeyDialog, RotateKeyDialog } from './key-dialogs.js';
import { KEY_STATES, stateOf } from './key-state.js';
import { NewKeyDialog } from './new-key-dialog.js';

const SCHEMA = {
  filters: { q: 'text', state: KEY_STATES, scope: SCOPES },
  sorts: ['name', 'used', 'expires', 'created'],
  sort: { by: 'name', descending: false },
} as const satisfies ListSchema<string, KeySort>;

const SORT_VALUES = {
  name: ({ name }: ApiKey) => name,
  used: ({ lastUsedAt }: ApiKey) => lastUsedAt,
  expires: ({ expiresAt }: ApiKey) => expiresAt,
  created: ({ createdAt }: ApiKey) => createdAt,
};

type Dialog =
  | { readonly kind: 'new' }
  | { readonly kind: 'revoke' | 'rotate'; readonly key: ApiKey }
  | { readonly kind: 'secret'; readonly key: CreatedApiKey; readonly rotated: boolean };

/** The keys of programs. */
export function ApiKeysPage(): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const now = useNow('seconds');
  // States change by the day: not every second asks for new rows.
  const minute = Math.floor(now / 60_000) * 60_000;
  const [dialog, setDialog] = useState<Dialog>();
  const controls = useListState(SCHEMA);
  const fits = useMemo(
    () =>
      (key: ApiKey, { q, state, scope }: Readonly<Record<'q' | 'state' | 'scope', string>>): boolean =>
        matchesWords(q, [key.name, key.prefix, ...key.scopes, ...(key.feeds ?? [])]) &&
        (state === '' || stateOf(key, minute) === state) &&
        (scope === '' || key.scopes.some((one) => one === scope)),
    [minute],
  );
  const list = useWholeList({
    controls,
    queryKey: API_KEYS,
    load: (query, signal) => listApiKeys(api, query, signal),
    fits,
    sortValues: SORT_VALUES,
    refreshMs: 30_000,
  });
  const columns = useMemo(() => keyColumns(t, minute), [t, minute]);
  const close = (): void => setDialog(undefined);
  const changed = (next?: Dialog): void => {
    setDialog(next);
    void queries.invalidateQueries({ queryKey: API_KEYS });
  };
  const button = <Button onClick={() => setDialog({ kind: 'new' })}>{t('apiKeys.new')}</Button>;
  return (
    <>
      <PageHead title={t('apiKeys.title')} help={t('apiKeys.help')}>
        {button}
      </PageHead>
      <ListFilters
        label={t('apiKeys.search')}
        controls={controls}
        fields={[
          { kind: 'search', name: 'q', label: t('apiKeys.search') },
          {
            kind: 'choice',
            name: 'state',
            label: t('apiKeys.state'),
            all: t('apiKeys.allStates'),
            options: KEY_STATES.map((value) => ({ value, label: t(`apiKeys.state.${value}`) })),
          },
          {
            kind: 'choice',
            name: 'scope',
            label: t('apiKeys.scope'),
            all: t('apiKeys.allScopes'),
            options: SCOPES.map((value) => ({ value, label: value })),
          },
        ]}
      />
      <DataList
        caption={t('apiKeys.title')}
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        controls={controls}
        isPast={(key) => stateOf(key, minute) === 'expired'}
        empty={{ title: t('apiKeys.none'), help: t('apiKeys.noneHelp'), action: button }}
        actions={(key) => (
          <>
            <Button
              size="xs"
              variant="default"
              aria-label={`${t('apiKeys.rotate')}: ${key.name}`}
              onClick={() => setDialog({ kind: 'rotate', key })}
            >
              {t('apiKeys.rotate')}
            </Button>
            <Button
              size="xs"
              variant="light"
              color="red"
              aria-label={`${t('apiKeys.revoke')}: ${key.name}`}
              onClick={() => setDialog({ kind: 'revoke', key })}
            >
              {t('apiKeys.revoke')}
            </Button>
          </>
        )}
      />
      {dialog?.kind === 'new' && (
        <NewKeyDialog onClose={close} onCreated={(key) => changed({ kind: 'secret', key, rotated: false })} />
      )}
      {dialog?.kind === 'revoke' && (
        <RevokeKeyDialog apiKey={dialog.key} onClose={close} onRevoked={() => changed()} />
      )}
      {dialog?.kind === 'rotate' && (
        <RotateKeyDialog
          apiKey={dialog.key}
          onClose={close}
          onRotated={(key) => changed({ kind: 'secret', key, rotated: true })}
        />
      )}
      {dialog?.kind === 'secret' && (
        <SecretDialog
          title={t(dialog.rotated ? 'apiKeys.rotated' : 'apiKeys.created', { name: dialog.key.name })}
          label={t('apiKeys.key')}
          secret={dialog.key.key}
          onClose={close}
        >
          <Text size="sm">{t('apiKeys.usage')}</Text>
        </SecretDialog>
      )}
    </>
  );
}
