import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { SecretDialog } from '../../shared/form/secret-dialog.js';
import { useText } from '../../shared/i18n/language.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { useSession } from '../../shared/session/session-context.js';
import type { Column } from '../../shared/table/column.js';
import { DataList } from '../../shared/table/data-list.js';
import { ListFilters } from '../../shared/table/list-filters.js';
import { matchesWords } from '../../shared/table/list-page.js';
import type { ListSchema } from '../../shared/table/list-state.js';
import { useListState } from '../../shared/table/use-list-state.js';
import { useWholeList } from '../../shared/table/use-whole-list.js';
import { Instant } from '../../shared/ui/instant.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { Tag, Tags } from '../../shared/ui/tag.js';
import { listWebhooks, WEBHOOKS } from './api/calls.js';
import type { Webhook } from './api/webhook.js';
import { SettingsDialog } from './webhook-dialogs.js';
import { WebhookPage } from './webhook-page.js';
import { stateOf, STATE_TONES, WEBHOOK_STATES } from './webhook-state.js';
import classes from './webhooks.module.css';

type Sort = 'url' | 'created' | 'state';

const SCHEMA = {
  filters: { q: 'text', state: WEBHOOK_STATES },
  sorts: ['url', 'state', 'created'],
  sort: { by: 'url', descending: false },
} as const satisfies ListSchema<string, Sort>;

const SORT_VALUES = {
  url: ({ url }: Webhook) => url,
  state: (webhook: Webhook) => WEBHOOK_STATES.indexOf(stateOf(webhook)),
  created: ({ createdAt }: Webhook) => createdAt,
};

function fits(webhook: Webhook, { q, state }: Readonly<Record<'q' | 'state', string>>): boolean {
  const { url, feeds, types = [] } = webhook;
  return matchesWords(q, [url, ...feeds, ...types]) && (state === '' || stateOf(webhook) === state);
}

/** The list, or one of them, as the address says. */
export function WebhooksPage(): ReactNode {
  const { id } = useParams<{ id?: string }>();
  return id === undefined ? <WebhookList /> : <WebhookPage key={id} id={id} />;
}

function columnsOf(t: Translate): readonly Column<Webhook, Sort>[] {
  return [
    {
      id: 'url',
      header: t('webhooks.url'),
      sort: 'url',
      cell: ({ id, url }) => (
        <Link className={classes['link']} href={`/manage/webhooks/${id}`}>
          {url}
        </Link>
      ),
    },
    {
      id: 'state',
      header: t('webhooks.state'),
      sort: 'state',
      cell: (webhook) => {
        const state = stateOf(webhook);
        const { pausedReason } = webhook;
        return (
          <Tags>
            <Tag tone={STATE_TONES[state]}>{t(`webhooks.state.${state}`)}</Tag>
            {pausedReason !== undefined && pausedReason !== 'manual' && (
              <Tag tone="bad">{t(`webhooks.paused.${pausedReason}`)}</Tag>
            )}
          </Tags>
        );
      },
    },
    { id: 'feeds', header: t('webhooks.feeds'), cell: ({ feeds }) => <Codes values={feeds} /> },
    {
      id: 'types',
      header: t('webhooks.types'),
      cell: ({ types }) => (types ? <Codes values={types} /> : t('webhooks.allTypes')),
    },
    {
      id: 'created',
      header: t('webhooks.created'),
      sort: 'created',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
  ];
}

/** A few, and how many more. */
function Codes({ values }: { readonly values: readonly string[] }): ReactNode {
  const shown = values.slice(0, 4);
  return (
    <Tags>
      {shown.map((value) => (
        <Tag key={value} code>
          {value}
        </Tag>
      ))}
      {values.length > shown.length && (
        <Tag title={values.slice(shown.length).join(', ')}>+{values.length - shown.length}</Tag>
      )}
    </Tags>
  );
}

function WebhookList(): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string }>();
  const controls = useListState(SCHEMA);
  const list = useWholeList({
    controls,
    queryKey: WEBHOOKS,
    load: (query, signal) => listWebhooks(api, query, signal),
    fits,
    sortValues: SORT_VALUES,
    refreshMs: 15_000,
  });
  const columns = useMemo(() => columnsOf(t), [t]);
  const button = <Button onClick={() => setAsking(true)}>{t('webhooks.new')}</Button>;
  return (
    <>
      <PageHead title={t('webhooks.title')} help={t('webhooks.help')}>
        {button}
      </PageHead>
      <ListFilters
        label={t('webhooks.search')}
        controls={controls}
        fields={[
          { kind: 'search', name: 'q', label: t('webhooks.search') },
          {
            kind: 'choice',
            name: 'state',
            label: t('webhooks.state'),
            all: t('webhooks.allStates'),
            options: WEBHOOK_STATES.map((value) => ({ value, label: t(`webhooks.state.${value}`) })),
          },
        ]}
      />
      <DataList
        caption={t('webhooks.title')}
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        controls={controls}
        empty={{ title: t('webhooks.none'), help: t('webhooks.noneHelp'), action: button }}
      />
      {asking && (
        <SettingsDialog
          onClose={() => setAsking(false)}
          onSaved={({ id }, secret = '') => {
            setAsking(false);
            setMade({ id, secret });
            void queries.invalidateQueries({ queryKey: WEBHOOKS });
          }}
        />
      )}
      {made && (
        <SecretDialog
          title={t('webhooks.made')}
          label={t('webhooks.secret')}
          secret={made.secret}
          onClose={() => navigate(`/manage/webhooks/${made.id}`)}
        >
          <Text size="sm">{t('webhooks.secretHelp')}</Text>
        </SecretDialog>
      )}
    </>
  );
}
