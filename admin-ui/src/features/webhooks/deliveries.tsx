import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { describeError } from '../../shared/api/describe-error.js';
import { useText } from '../../shared/i18n/language.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { useSession } from '../../shared/session/session-context.js';
import type { Column } from '../../shared/table/column.js';
import { DataList } from '../../shared/table/data-list.js';
import { ListFilters } from '../../shared/table/list-filters.js';
import type { ListSchema } from '../../shared/table/list-state.js';
import { useListState } from '../../shared/table/use-list-state.js';
import { useServerList } from '../../shared/table/use-server-list.js';
import { Callout } from '../../shared/ui/callout.js';
import { Instant } from '../../shared/ui/instant.js';
import { Tag } from '../../shared/ui/tag.js';
import { deliveriesKey, listDeliveries, redeliver } from './api/calls.js';
import { DELIVERY_STATUSES, type Delivery, type Webhook } from './api/webhook.js';
import { DeliveryFacts } from './delivery-facts.js';
import { DELIVERY_TONES } from './webhook-state.js';
import classes from './webhooks.module.css';
import { Dialog } from '../../shared/ui/dialog.js';

const SCHEMA = {
  filters: { status: DELIVERY_STATUSES, feed: 'text', type: 'text' },
  sorts: [],
} as const satisfies ListSchema;

function columnsOf(t: Translate): readonly Column<Delivery, never>[] {
  return [
    {
      id: 'last',
      header: t('deliveries.last'),
      cell: ({ lastAttemptAt }) => <Instant at={lastAttemptAt} />,
    },
    {
      id: 'status',
      header: t('deliveries.status'),
      cell: ({ status }) => <Tag tone={DELIVERY_TONES[status]}>{t(`deliveries.status.${status}`)}</Tag>,
    },
    { id: 'type', header: t('deliveries.type'), cell: ({ type }) => <code>{type}</code> },
    {
      id: 'event',
      header: t('deliveries.event'),
      cell: ({ feed, seq }) =>
        feed === undefined ? (
          '–'
        ) : (
          <Link className={classes['link']} href={`/feeds/${encodeURIComponent(feed)}`}>
            {feed} #{seq}
          </Link>
        ),
    },
    {
      id: 'answer',
      header: t('deliveries.answer'),
      cell: ({ responseStatus, error }) => (
        <>
          {responseStatus ?? t('deliveries.noAnswer')}
          {responseStatus === undefined && error !== undefined && (
            <span className={classes['muted']}>: {error}</span>
          )}
        </>
      ),
    },
    { id: 'attempts', header: t('deliveries.attempts'), align: 'end', cell: ({ attempts }) => attempts },
    {
      id: 'duration',
      header: t('deliveries.duration'),
      align: 'end',
      cell: ({ durationMs }) => t('deliveries.ms', { ms: durationMs }),
    },
  ];
}

/** What was sent, newest first. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const [shown, setShown] = useState<Delivery>();
  const controls = useListState(SCHEMA);
  const list = useServerList({
    controls,
    queryKey: deliveriesKey(webhook.id),
    load: ({ state, limit, cursor }, signal) =>
      listDeliveries(api, webhook.id, { ...state.filters, limit, cursor }, signal),
    refreshMs: 5_000,
  });
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <section aria-label={t('deliveries.title')}>
      <h2 className={classes['subtitle']}>{t('deliveries.title')}</h2>
      <ListFilters
        label={t('deliveries.search')}
        controls={controls}
        fields={[
          {
            kind: 'choice',
            name: 'status',
            label: t('deliveries.status'),
            all: t('deliveries.allStatuses'),
            options: DELIVERY_STATUSES.map((value) => ({ value, label: t(`deliveries.status.${value}`) })),
          },
          { kind: 'text', name: 'feed', label: t('deliveries.feed') },
          { kind: 'text', name: 'type', label: t('deliveries.type') },
        ]}
      />
      <DataList
        caption={t('deliveries.title')}
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        controls={controls}
        empty={{ title: t('deliveries.none'), help: t('deliveries.noneHelp') }}
        actions={(delivery) => (
          <Button
            size="xs"
            variant="default"
            aria-label={t('deliveries.detailsOf', { type: delivery.type, id: delivery.id })}
            onClick={() => setShown(delivery)}
          >
            {t('deliveries.details')}
          </Button>
        )}
      />
      {shown && (
        <DeliveryDialog
          webhook={webhook.id}
          // What the log says now, as long as it is on the page.
          delivery={list.rows.find(({ id }) => id === shown.id) ?? shown}
          onClose={() => setShown(undefined)}
        />
      )}
    </section>
  );
}

interface DeliveryDialogProps {
  readonly webhook: string;
  readonly delivery: Delivery;
  readonly onClose: () => void;
}

function DeliveryDialog({ webhook, delivery, onClose }: DeliveryDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => redeliver(api, webhook, delivery.id),
    onSettled: () => queries.invalidateQueries({ queryKey: deliveriesKey(webhook) }),
  });
  const outcome = again.data;
  return (
    <Dialog onClose={onClose} title={t('deliveries.detailsTitle', { type: delivery.type })} size="xl">
      <DeliveryFacts delivery={outcome ?? delivery} />
      <div role="status">
        {outcome && (
          <Callout tone={outcome.status === 'delivered' ? 'good' : 'bad'}>
            {t(outcome.status === 'delivered' ? 'deliveries.againGood' : 'deliveries.againBad')}
          </Callout>
        )}
      </div>
      {again.error && (
        <Callout tone="bad" role="alert">
          {describeError(again.error, t)}
        </Callout>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('form.close')}
        </Button>
        <Button loading={again.isPending} onClick={() => again.mutate()}>
          {t('deliveries.redeliver')}
        </Button>
      </Group>
    </Dialog>
  );
}
