import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useText } from '../../shared/i18n/language.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { useSession } from '../../shared/session/session-context.js';
import type { Column } from '../../shared/table/column.js';
import { DataList } from '../../shared/table/data-list.js';
import { ListFilters } from '../../shared/table/list-filters.js';
import type { ListSchema } from '../../shared/table/list-state.js';
import { useListState } from '../../shared/table/use-list-state.js';
import { useServerList } from '../../shared/table/use-server-list.js';
import { Instant } from '../../shared/ui/instant.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { ACTIONS, actionText, groupText } from './actions.js';
import { accountsQuery, AUDIT, listAudit, type Account, type AuditFilter } from './api/calls.js';
import type { AuditEntry } from './api/audit-entry.js';
import { AuditExport } from './audit-export.js';
import classes from './audit.module.css';
import { EntryChange } from './entry-change.js';

const SCHEMA = {
  filters: {
    actor: 'text',
    action: 'text',
    feed: 'text',
    target: 'text',
    address: 'text',
    from: 'text',
    to: 'text',
  },
  sorts: [],
} as const satisfies ListSchema<AuditFilter, never>;

const NO_ACCOUNTS: readonly Account[] = [];

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What the address asks for stays choosable, also where nobody is called that any more. */
function withChosen(options: readonly Option[], chosen: string): readonly Option[] {
  const known = chosen === '' || options.some(({ value }) => value === chosen);
  return known ? options : [...options, { value: chosen, label: chosen }];
}

function actionOptions(t: Translate, chosen: string): readonly Option[] {
  const options = Object.entries(ACTIONS).flatMap(([group, actions]) => [
    { value: group, label: groupText(t, group) },
    ...actions.map((action) => ({ value: action, label: `– ${actionText(t, action)}` })),
  ]);
  return withChosen(options, chosen);
}

function actorOptions(t: Translate, accounts: readonly Account[], chosen: string): readonly Option[] {
  const options = [
    ...accounts.map(({ actor, name }) => ({
      value: actor,
      label: actor.startsWith('key:') ? t('audit.keyNamed', { name }) : name,
    })),
    { value: 'anonymous', label: t('audit.anonymous') },
    { value: 'system', label: t('audit.system') },
  ];
  return withChosen(options, chosen);
}

function actorText(t: Translate, { actor, actorName }: AuditEntry): string {
  if (actor === 'anonymous') return t('audit.anonymous');
  if (actor === 'system') return t('audit.system');
  return actorName ?? actor;
}

/** Where more can be seen of what it was done to. */
function addressOf({ target = '', feed }: AuditEntry): string | undefined {
  if (feed !== undefined) return `/feeds/${encodeURIComponent(feed)}`;
  const [kind, id = ''] = target.split(':');
  return kind === 'webhook' ? `/manage/webhooks/${encodeURIComponent(id)}` : undefined;
}

/** What keys are called as actors and as targets differs. */
function nameOf({ target = '' }: AuditEntry, accounts: readonly Account[]): string | undefined {
  const actor = target.replace(/^api-key:/, 'key:');
  return accounts.find((account) => account.actor === actor)?.name;
}

type Pick = (filters: Partial<Record<AuditFilter, string>>) => void;

function columnsOf(
  t: Translate,
  pick: Pick,
  accounts: readonly Account[],
): readonly Column<AuditEntry, never>[] {
  return [
    { id: 'at', header: t('audit.at'), cell: ({ at }) => <Instant at={at} /> },
    {
      id: 'who',
      header: t('audit.who'),
      cell: (entry) => (
        <>
          <UnstyledButton
            className={classes['pick']}
            title={t('audit.onlyThis')}
            onClick={() => pick({ actor: entry.actor })}
          >
            {actorText(t, entry)}
          </UnstyledButton>
          {entry.address !== undefined && <span className={classes['small']}>{entry.address}</span>}
        </>
      ),
    },
    {
      id: 'action',
      header: t('audit.action'),
      cell: ({ action }) => (
        <UnstyledButton
          className={classes['pick']}
          title={t('audit.onlyThis')}
          onClick={() => pick({ action })}
        >
          {actionText(t, action)}
        </UnstyledButton>
      ),
    },
    {
      id: 'target',
      header: t('audit.target'),
      cell: (entry) => {
        const to = addressOf(entry);
        const name = entry.feed ?? entry.target;
        if (name === undefined) return <span className={classes['muted']}>–</span>;
        const called = nameOf(entry, accounts);
        if (called !== undefined)
          return (
            <>
              {called}
              <code className={classes['small']}>{name}</code>
            </>
          );
        if (to === undefined) return <code>{name}</code>;
        return (
          <Link className={classes['link']} href={to}>
            {name}
          </Link>
        );
      },
    },
    { id: 'change', header: t('audit.change'), cell: (entry) => <EntryChange entry={entry} /> },
  ];
}

/** Who did what, newest first. */
export function AuditPage(): ReactNode {
  const t = useText();
  const { api } = useSession();
  const controls = useListState(SCHEMA);
  const { filters } = controls.state;
  const { data: accounts = NO_ACCOUNTS } = useQuery(accountsQuery(api));
  const list = useServerList({
    controls,
    queryKey: AUDIT,
    load: ({ limit, cursor }, signal) => listAudit(api, { filters, limit, cursor }, signal),
    refreshMs: 15_000,
  });
  const { filter } = controls;
  const columns = useMemo(() => columnsOf(t, filter, accounts), [t, filter, accounts]);
  return (
    <>
      <PageHead title={t('audit.title')} help={t('audit.help')}>
        <AuditExport filters={filters} />
      </PageHead>
      <ListFilters
        label={t('audit.search')}
        controls={controls}
        fields={[
          {
            kind: 'choice',
            name: 'actor',
            label: t('audit.who'),
            all: t('audit.anybody'),
            options: actorOptions(t, accounts, filters.actor),
          },
          {
            kind: 'choice',
            name: 'action',
            label: t('audit.action'),
            all: t('audit.anything'),
            options: actionOptions(t, filters.action),
          },
          { kind: 'text', name: 'feed', label: t('audit.feed') },
          { kind: 'text', name: 'target', label: t('audit.target'), placeholder: t('audit.targetExample') },
          { kind: 'text', name: 'address', label: t('audit.address') },
          { kind: 'time', name: 'from', label: t('audit.from') },
          { kind: 'time', name: 'to', label: t('audit.to') },
        ]}
      />
      <DataList
        caption={t('audit.title')}
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        controls={controls}
        empty={{ title: t('audit.none') }}
      />
    </>
  );
}
