import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { describeError } from '../../api/describe-error.js';
import { useText } from '../../i18n/language.js';
import { useNow } from '../../live/use-now.js';
import { useSession } from '../../session/session-context.js';
import { cancelHold } from '../api/cancel-hold.js';
import { holdsQuery, type Hold } from '../api/holds.js';
import { publishHold } from '../api/publish-hold.js';
import type { Fact } from '../press.js';
import classes from './panels.module.css';

interface HoldsPanelProps {
  readonly feed: string;
  readonly canPublish: boolean;
  /** A fact in one line, in the editor's language. */
  readonly line: (fact: Fact) => string;
}

/** What the server holds back, with the time that is left to think again. */
export function HoldsPanel(props: HoldsPanelProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const { data } = useQuery(holdsQuery(api, props.feed));
  if (!data || data.items.length === 0) return null;
  return (
    <section className={classes['panel']} aria-label={t('holds.title')}>
      <h2 className={classes['panelTitle']}>{t('holds.title')}</h2>
      <ol className={classes['list']}>
        {data.items.map((hold) => (
          <Item key={hold.holdId} hold={hold} {...props} />
        ))}
      </ol>
    </section>
  );
}

function Item({ hold, feed, line, canPublish }: HoldsPanelProps & { readonly hold: Hold }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const now = useNow('seconds');
  const settle = {
    onSuccess: (inTime: boolean) =>
      void (inTime || notifications.show({ message: t('holds.gone'), color: 'yellow' })),
    onError: (error: unknown) => void notifications.show({ message: describeError(error, t), color: 'red' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['holds', feed] }),
  };
  const publish = useMutation({ mutationFn: () => publishHold(api, feed, hold.holdId), ...settle });
  const cancel = useMutation({ mutationFn: () => cancelHold(api, feed, hold.holdId), ...settle });
  const what = hold.type === 'amend' || hold.type === 'void' ? t(`event.${hold.type}`) : line(hold);
  const busy = publish.isPending || cancel.isPending;
  return (
    <li className={classes['item']}>
      <span className={classes['what']}>{what}</span>
      <span className={classes['state']}>
        {t('holds.in', { seconds: Math.max(0, Math.ceil((Date.parse(hold.releaseAt) - now) / 1_000)) })}
      </span>
      <Group gap="xs">
        <Button
          size="xs"
          disabled={busy || !canPublish}
          aria-label={t('holds.nowOf', { what })}
          onClick={() => publish.mutate()}
        >
          {t('holds.now')}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={busy || !canPublish}
          aria-label={t('holds.cancelOf', { what })}
          onClick={() => cancel.mutate()}
        >
          {t('holds.cancel')}
        </Button>
      </Group>
    </li>
  );
}
