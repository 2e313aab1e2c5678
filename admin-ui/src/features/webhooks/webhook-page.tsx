import { Button, Loader } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ApiError } from '../../shared/api/api-error.js';
import { describeError } from '../../shared/api/describe-error.js';
import { SecretDialog } from '../../shared/form/secret-dialog.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { Callout } from '../../shared/ui/callout.js';
import { Instant } from '../../shared/ui/instant.js';
import { Notice } from '../../shared/ui/notice.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { Tag, Tags } from '../../shared/ui/tag.js';
import { Fact } from './fact.js';
import { changeWebhook, testWebhook, webhookQuery, WEBHOOKS } from './api/calls.js';
import type { Webhook } from './api/webhook.js';
import { Deliveries } from './deliveries.js';
import { DeliveryFacts } from './delivery-facts.js';
import { DeleteDialog, RotateDialog, SettingsDialog } from './webhook-dialogs.js';
import { stateOf, STATE_TONES } from './webhook-state.js';
import classes from './webhooks.module.css';

type Dialog = 'edit' | 'rotate' | 'delete' | { readonly secret: string };

/** One webhook: what it is for, how it fares, and all that it sent lately. */
export function WebhookPage({ id }: { readonly id: string }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const { data, error } = useQuery(webhookQuery(api, id));
  const gone = error instanceof ApiError && [403, 404, 422].includes(error.status);
  if (gone) {
    return (
      <Notice
        title={t('webhooks.gone')}
        help={describeError(error, t)}
        link={{ to: '/manage/webhooks', label: t('webhooks.all') }}
      />
    );
  }
  if (!data) {
    return error ? (
      <Callout tone="bad" role="alert">
        {describeError(error, t)}
      </Callout>
    ) : (
      <Loader type="dots" role="status" aria-label={t('app.loading')} />
    );
  }
  return <Known webhook={data} error={error} />;
}

interface KnownProps {
  readonly webhook: Webhook;
  /** Why it could not be read again. */
  readonly error: unknown;
}

function Known({ webhook, error }: KnownProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<Dialog>();
  const refresh = (): void => void queries.invalidateQueries({ queryKey: WEBHOOKS });
  const test = useMutation({ mutationFn: () => testWebhook(api, webhook.id), onSettled: refresh });
  const pause = useMutation({
    mutationFn: (paused: boolean) => changeWebhook(api, webhook.id, { paused }),
    onSettled: refresh,
  });
  const close = (): void => setDialog(undefined);
  const paused = webhook.status === 'paused';
  const fault = test.error ?? pause.error ?? error;
  return (
    <>
      <Link className={classes['back']} href="/manage/webhooks">
        ← {t('webhooks.all')}
      </Link>
      <PageHead title={webhook.url}>
        <Button loading={test.isPending} onClick={() => test.mutate()}>
          {t('webhooks.test')}
        </Button>
        <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(!paused)}>
          {t(paused ? 'webhooks.resume' : 'webhooks.pause')}
        </Button>
        <Button variant="default" onClick={() => setDialog('edit')}>
          {t('webhooks.edit')}
        </Button>
        <Button variant="default" onClick={() => setDialog('rotate')}>
          {t('webhooks.rotate')}
        </Button>
        <Button variant="light" color="red" onClick={() => setDialog('delete')}>
          {t('webhooks.delete')}
        </Button>
      </PageHead>
      {Boolean(fault) && (
        <Callout tone="bad" role="alert">
          {describeError(fault, t)}
        </Callout>
      )}
      <Condition webhook={webhook} />
      <Facts webhook={webhook} />
      {test.data && (
        <Callout
          tone={test.data.status === 'delivered' ? 'good' : 'bad'}
          title={t(test.data.status === 'delivered' ? 'webhooks.testGood' : 'webhooks.testBad')}
          role="status"
          onClose={() => test.reset()}
        >
          <DeliveryFacts delivery={test.data} />
        </Callout>
      )}
      <Deliveries webhook={webhook} />
      {dialog === 'edit' && (
        <SettingsDialog webhook={webhook} onClose={close} onSaved={() => (close(), refresh())} />
      )}
      {dialog === 'rotate' && (
        <RotateDialog
          webhook={webhook}
          onClose={close}
          onRotated={(secret) => {
            setDialog({ secret });
            refresh();
          }}
        />
      )}
      {dialog === 'delete' && (
        <DeleteDialog
          webhook={webhook}
          onClose={close}
          onDeleted={() => {
            queries.removeQueries({ queryKey: [...WEBHOOKS, webhook.id] });
            refresh();
            navigate('/manage/webhooks');
          }}
        />
      )}
      {typeof dialog === 'object' && (
        <SecretDialog
          title={t('webhooks.rotated')}
          label={t('webhooks.secret')}
          secret={dialog.secret}
          onClose={close}
        >
          {t('webhooks.overlapHelp')}
        </SecretDialog>
      )}
    </>
  );
}

/** Why it does not deliver, and what to do. */
function Condition({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const t = useText();
  const { pausedReason, pausedAt, pausedDetail, failingSince } = webhook;
  if (webhook.status === 'paused') {
    return (
      <Callout tone="warn" title={t(`webhooks.paused.${pausedReason ?? 'manual'}`)}>
        <p>{t(`webhooks.remedy.${pausedReason ?? 'manual'}`)}</p>
        {pausedDetail !== undefined && <p>{pausedDetail}</p>}
        {pausedAt !== undefined && (
          <p>
            {t('webhooks.pausedAt')} <Instant at={pausedAt} />
          </p>
        )}
      </Callout>
    );
  }
  if (failingSince === undefined) return null;
  return (
    <Callout tone="bad" title={t('webhooks.state.failing')}>
      <p>
        {t('webhooks.failingSince')} <Instant at={failingSince} />
      </p>
      <p>{t('webhooks.failingHelp')}</p>
    </Callout>
  );
}

function Facts({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const t = useText();
  const { feeds, types, owner, previousSecretUntil, createdAt, updatedAt } = webhook;
  const state = stateOf(webhook);
  const codes = (values: readonly string[]): ReactNode => (
    <Tags>
      {values.map((value) => (
        <Tag key={value} code>
          {value}
        </Tag>
      ))}
    </Tags>
  );
  return (
    <dl className={classes['facts']}>
      <Fact name={t('webhooks.state')}>
        <Tag tone={STATE_TONES[state]}>{t(`webhooks.state.${state}`)}</Tag>
      </Fact>
      <Fact name={t('webhooks.feeds')}>{codes(feeds)}</Fact>
      <Fact name={t('webhooks.types')}>{types ? codes(types) : t('webhooks.allTypes')}</Fact>
      <Fact name={t('webhooks.owner')}>
        <code>{owner}</code>
      </Fact>
      {previousSecretUntil !== undefined && (
        <Fact name={t('webhooks.overlap')}>
          <Instant at={previousSecretUntil} />
        </Fact>
      )}
      <Fact name={t('webhooks.created')}>
        <Instant at={createdAt} />
      </Fact>
      <Fact name={t('webhooks.changed')}>
        <Instant at={updatedAt} />
      </Fact>
    </dl>
  );
}
