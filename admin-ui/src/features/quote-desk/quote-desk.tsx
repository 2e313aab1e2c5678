import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { describeError } from '../../shared/api/describe-error.js';
import type { Feed } from '../../shared/api/feed.js';
import { DeskLock } from '../../shared/editing/desk-lock.js';
import { EditorsHere } from '../../shared/editing/editors-here.js';
import { useAsHolder } from '../../shared/editing/use-as-holder.js';
import { useEditing } from '../../shared/editing/use-editing.js';
import { usePressTakesDesk } from '../../shared/editing/use-press-takes-desk.js';
import { text } from '../../shared/feed/read.js';
import { useText } from '../../shared/i18n/language.js';
import { useKeys } from '../../shared/keys/use-keys.js';
import { useLive } from '../../shared/live/live-context.js';
import { useFeedLog } from '../../shared/live/use-feed-log.js';
import type { Moment } from '../../shared/press/desk.js';
import { deskFor, resumeDesks } from '../../shared/press/desks.js';
import type { Fact, Operation } from '../../shared/press/press.js';
import { buildTimeline } from '../../shared/press/timeline.js';
import { HoldsPanel } from '../../shared/press/ui/holds-panel.js';
import { QueuePanel } from '../../shared/press/ui/queue-panel.js';
import { mayPublish } from '../../shared/session/session.js';
import { useSession } from '../../shared/session/session-context.js';
import { DeskNote, DeskPage } from '../../shared/ui/desk-page.js';
import { Notice } from '../../shared/ui/notice.js';
import { StatusBadge } from '../../shared/ui/status-badge.js';
import { QuoteDeskContext, type QuoteDeskValue } from './desk-context.js';
import { KEPT_EVENTS } from './kept-events.js';
import type { Interval } from './model/candle-series.js';
import { amountText } from './model/decimals.js';
import { QUOTE_KEYS } from './model/keys.js';
import { actLine, factLine, marketOf, pressLine } from './model/market.js';
import { decimalIn } from '../../../../src/core/kinds/quote/trade.js';
import classes from './quote-desk.module.css';
import { CandlePanel } from './ui/candle-panel.js';
import { DeskDialogs } from './ui/desk-dialogs.js';
import { HaltBanner } from './ui/halt-banner.js';
import { MarketBar } from './ui/market-bar.js';
import { PriceHead } from './ui/price-head.js';
import { PrintsPanel } from './ui/prints-panel.js';
import { useCandles } from './use-candles.js';
import { useQuoteActions } from './use-quote-actions.js';
import { useSlow } from './use-slow.js';

/** Prints are listed anew so often at most: faster, nobody could read or hit one. */
const LIST_MS = 200;
const STORED_INTERVAL = 'touchline.candles.interval';

function storedInterval(): Interval {
  const stored = localStorage.getItem(STORED_INTERVAL);
  return stored === '1s' || stored === '5m' || stored === '15m' || stored === '1h' || stored === '1d'
    ? stored
    : '1m';
}

/** One symbol: its price and bars, its prints with their corrections, and what an editor does by hand. */
export function QuoteDesk({ feed }: { readonly feed: Feed }): ReactNode {
  const t = useText();
  const { value: open, archived, allowed } = useOpenDesk(feed);
  const editing = useEditing(feed.id, open.canPublish);
  const canPublish = open.canPublish && editing.canPress;
  const value = useMemo(() => ({ ...open, canPublish }), [canPublish, open]);
  const { desk, view, state, market, line, keys } = value;
  usePressTakesDesk(desk.queue, editing);
  const waiting = useSyncExternalStore(desk.queue.subscribe, desk.queue.items).length;
  const actions = useQuoteActions(value);
  const said = useSaid(value);
  const { asHolder, question, dismiss } = useAsHolder(editing);
  const [interval, setInterval] = useState(storedInterval);
  const candles = useCandles(feed.id, interval, view);
  const minutes = useCandles(feed.id, interval === '1m' ? undefined : '1m', view);
  useEffect(() => localStorage.setItem(STORED_INTERVAL, interval), [interval]);

  const title = view.meta?.title ?? feed.title;
  const last = decimalIn(state, 'last');
  const status = text(state, 'tradingStatus');
  useDocumentTitle(
    `${last === undefined ? '' : `${amountText(last, market.scale)} · `}${title} · ${t('app.name')}`,
  );
  if (view.closed !== undefined && !archived) {
    return <Notice title={t('match.unknown')} link={{ to: '/', label: t('app.toDesk') }} />;
  }
  const listing = [market.symbol, market.exchange].filter((part) => part !== undefined).join(' · ');
  return (
    <QuoteDeskContext value={value}>
      <DeskPage
        feed={feed.id}
        title={title}
        seq={view.seq}
        badge={
          <>
            {listing !== '' && listing !== title && <span className={classes['listing']}>{listing}</span>}
            {status !== undefined && <StatusBadge status={status} />}
            <EditorsHere editing={editing} />
          </>
        }
        actions={
          <Button
            variant="default"
            size="xs"
            {...(keys.firstOf('help') === undefined ? {} : { 'aria-keyshortcuts': keys.firstOf('help') })}
            onClick={() => actions.start('help')}
          >
            {t('match.keys')}
          </Button>
        }
      >
        {!allowed && <DeskNote>{t('match.readOnly')}</DeskNote>}
        {allowed && archived && <DeskNote>{t('match.archived')}</DeskNote>}
        <div className={classes['room']}>
          <div className={classes['desk']}>
            <div className={classes['main']}>
              <HaltBanner onResume={() => actions.start('halt')} />
              <PriceHead minutes={interval === '1m' ? candles.series : minutes.series} />
              <DeskLock editing={editing} waiting={waiting} />
              {open.canPublish && <QueuePanel desk={desk} line={line} />}
              {canPublish && (
                <>
                  {feed.holdSeconds > 0 && <HoldsPanel feed={feed.id} line={line} canPublish={canPublish} />}
                  <MarketBar said={said} onAction={actions.start} />
                </>
              )}
              <CandlePanel candles={candles} interval={interval} onInterval={setInterval} />
            </div>
            <div className={classes['side']}>
              <PrintsPanel onCorrect={actions.correct} held={actions.held} onHold={actions.hold} />
            </div>
          </div>
        </div>
      </DeskPage>
      {actions.dialog && (
        <DeskDialogs
          dialog={actions.dialog}
          asHolder={asHolder}
          onClose={() => {
            if (!dismiss()) actions.close();
          }}
          onDone={actions.close}
        />
      )}
      {question}
    </QuoteDeskContext>
  );
}

/** What became of the last press. */
function useSaid({ desk, line }: QuoteDeskValue): string {
  const t = useText();
  const [said, setSaid] = useState('');
  useEffect(
    () =>
      desk.listen({
        published: (press) => setSaid(t('queue.published', { what: pressLine(press, line, t) })),
        held: (press) => setSaid(t('queue.held', { what: pressLine(press, line, t) })),
        undone: (act) => setSaid(t('queue.undone', { what: actLine(act, line, t) })),
        failed: (error) => notifications.show({ message: describeError(error, t), color: 'red' }),
      }),
    [desk, line, t],
  );
  return said;
}

interface OpenDesk {
  readonly value: QuoteDeskValue;
  readonly archived: boolean;
  readonly allowed: boolean;
}

function useOpenDesk({ id, config, state, archivedAt }: Feed): OpenDesk {
  const t = useText();
  const keys = useKeys(QUOTE_KEYS);
  const { api, session } = useSession();
  const { client, status } = useLive();
  const view = useFeedLog(id, { keep: KEPT_EVENTS, fast: true });
  const desk = useMemo(() => deskFor(api, id), [api, id]);
  const shownConfig = view.meta?.config ?? config;
  const market = useMemo(() => marketOf(shownConfig), [shownConfig]);
  const events = useSlow(view.events, LIST_MS);
  const entries = useMemo(() => buildTimeline(events), [events]);
  const archived = archivedAt !== undefined || view.closed === 'archived';
  const allowed = mayPublish(session, id);
  const canPublish = allowed && !archived && view.state !== undefined;
  const line = useCallback((fact: Fact): string => factLine(fact, market.scale, t), [market, t]);

  useEffect(() => {
    if (status === 'live') resumeDesks(api);
  }, [api, status]);

  const value = useMemo<QuoteDeskValue>(() => {
    const moment = (): Moment => ({
      occurredAt: new Date(Date.now() + client.serverOffsetMs).toISOString(),
      seenSeq: view.seq,
    });
    const perform = (operations: readonly Operation[], at: Moment): void => {
      if (desk.perform(operations, at) !== 'full') return;
      notifications.show({ message: t('queue.full'), color: 'red' });
    };
    return {
      feed: id,
      market,
      keys,
      desk,
      view,
      state: view.state ?? state,
      entries,
      canPublish,
      moment,
      line,
      perform,
    };
  }, [canPublish, client, desk, entries, id, keys, line, market, state, t, view]);
  return { value, archived, allowed };
}
