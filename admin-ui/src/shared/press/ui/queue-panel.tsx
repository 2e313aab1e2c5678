import { Button, Group } from '@mantine/core';
import { useSyncExternalStore, type ReactNode } from 'react';
import { useText } from '../../i18n/language.js';
import { timeText } from '../../time-text.js';
import { useLive } from '../../live/live-context.js';
import { factOf, type Fact } from '../press.js';
import type { Queued } from '../press-queue.js';
import type { Desk } from '../desk.js';
import classes from './panels.module.css';

/** A press that goes out at once is not worth a panel. */
const PATIENCE = new Set(['sending', 'waiting']);

interface QueuePanelProps {
  readonly desk: Desk;
  /** A fact in one line, in the editor's language. */
  readonly line: (fact: Fact) => string;
}

/** What was pressed and is not published yet, in its order, and what to do where somebody must decide. */
export function QueuePanel({ desk, line }: QueuePanelProps): ReactNode {
  const t = useText();
  const { status } = useLive();
  const items = useSyncExternalStore(desk.queue.subscribe, desk.queue.items);
  const quiet =
    items.length <= 2 && status === 'live' && items.every(({ state }) => PATIENCE.has(state.kind));
  if (items.length === 0 || quiet) return null;
  return (
    <section className={classes['panel']} aria-label={t('queue.title')}>
      <h2 className={classes['panelTitle']}>
        {t('queue.title')}{' '}
        <span className={classes['count']}>{t('desk.waiting', { count: items.length })}</span>
      </h2>
      <ol className={classes['list']} aria-live="polite">
        {items.map((item) => (
          <Item key={item.press.id} item={item} desk={desk} line={line} offline={status !== 'live'} />
        ))}
      </ol>
    </section>
  );
}

function Item({
  item: { press, state },
  desk,
  line,
  offline,
}: QueuePanelProps & { readonly item: Queued; readonly offline: boolean }): ReactNode {
  const t = useText();
  const what =
    press.operation.op === 'publish'
      ? line(factOf(press))
      : `${t(`event.${press.operation.op}`)}: ${line(factOf(press))}`;
  const time = timeText(press.occurredAt);
  const decide = state.kind === 'conflict' || state.kind === 'refused';
  const shown = offline && (state.kind === 'unknown' || state.kind === 'waiting') ? 'offline' : state.kind;
  return (
    <li className={classes['item']} data-state={state.kind}>
      <span className={classes['what']}>{what}</span>
      <span className={classes['state']}>
        {t(`queue.state.${shown}`)} · {t('queue.pressedAt', { time })}
      </span>
      {state.kind === 'conflict' && (
        <p className={classes['doubt']} role="alert">
          {t('queue.conflict', {
            what: state.events
              .map((event) =>
                event.type === 'void' || event.type === 'amend' ? t(`event.${event.type}`) : line(event),
              )
              .join('; '),
          })}{' '}
          {t('queue.conflictAsk', { what })}
        </p>
      )}
      {state.kind === 'refused' && (
        <p className={classes['doubt']} role="alert">
          {t('queue.refused', { what, detail: state.detail })}
        </p>
      )}
      {(decide || state.kind === 'waiting' || state.kind === 'session') && (
        <Group gap="xs">
          {decide && (
            <Button size="xs" onClick={() => desk.queue.insist(press.id)}>
              {t(state.kind === 'conflict' ? 'queue.publishAnyway' : 'app.retry')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => desk.queue.drop(press.id)}>
            {t('queue.drop')}
          </Button>
        </Group>
      )}
    </li>
  );
}
