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
import { eventLine } from '../../shared/feed/describe-event.js';
import { pair, text } from '../../shared/feed/read.js';
import { teamsOf } from '../../shared/feed/teams.js';
import { useText } from '../../shared/i18n/language.js';
import { useKeys } from '../../shared/keys/use-keys.js';
import { useLive } from '../../shared/live/live-context.js';
import { useFeedLog } from '../../shared/live/use-feed-log.js';
import { useHeld, useHeldNotes } from '../../shared/press/use-held.js';
import { mayPublish } from '../../shared/session/session.js';
import { useSession } from '../../shared/session/session-context.js';
import { DeskNote, DeskPage } from '../../shared/ui/desk-page.js';
import { Notice } from '../../shared/ui/notice.js';
import classes from './match-desk.module.css';
import type { Fact } from '../../shared/press/press.js';
import { actLine, pressLine } from '../../shared/press/undo.js';
import { buildTimeline } from '../../shared/press/timeline.js';
import { keySetOf } from './model/actions.js';
import { factsToCome, withComing } from './model/pending.js';
import type { Action, Situation, Sport } from './model/sport.js';
import { replay } from './model/replay.js';
import { sportOf } from './model/sports.js';
import { runningCheck } from './model/timeline.js';
import type { Moment } from '../../shared/press/desk.js';
import { deskFor, resumeDesks } from '../../shared/press/desks.js';
import { ActionPad } from './ui/action-pad.js';
import { ControlBar } from './ui/control-bar.js';
import { DeskContext, useDesk, type DeskValue } from './ui/desk-context.js';
import { DeskDialog } from './ui/desk-dialog.js';
import type { Dialog } from './ui/dialogs.js';
import { HoldsPanel } from '../../shared/press/ui/holds-panel.js';
import { QueuePanel } from '../../shared/press/ui/queue-panel.js';
import { Scoreboard } from './ui/scoreboard.js';
import { tellDone } from './ui/tell-done.js';
import { TimelinePanel } from './ui/timeline-panel.js';
import { VarBanner } from './ui/var-banner.js';
import { useDeskActions } from './use-desk-actions.js';

/** One match: everything on one key, and the way back on one more. */
export function MatchDesk({ feed }: { readonly feed: Feed }): ReactNode {
  const sport = sportOf(feed.kind);
  return sport ? <SportDesk feed={feed} sport={sport} /> : null;
}

interface SportDeskProps {
  readonly feed: Feed;
  readonly sport: Sport;
}

function SportDesk({ feed, sport }: SportDeskProps): ReactNode {
  const t = useText();
  const { value: open, archived, allowed } = useOpenDesk(feed, sport);
  const editing = useEditing(feed.id, open.canPublish);
  const canPublish = open.canPublish && editing.canPress;
  const value = useMemo(() => ({ ...open, canPublish }), [canPublish, open]);
  const { desk, view, line, act, moment, locked } = value;
  usePressTakesDesk(desk.queue, editing);
  const waiting = useSyncExternalStore(desk.queue.subscribe, desk.queue.items).length;
  const [dialog, setDialog] = useState<Dialog>();
  const [said, setSaid] = useState('');
  const { start, step, correct, perform, tell, nudgeMs } = useDeskActions(value, dialog, setDialog);

  const { asHolder, question, dismiss } = useAsHolder(editing);

  const title = view.meta?.title ?? feed.title;
  const score = pair(view.state ?? {}, 'score');
  useDocumentTitle(`${score ? `${score.home}–${score.away} · ` : ''}${title} · ${t('app.name')}`);

  const heldNotes = useHeldNotes(feed);
  useEffect(
    () =>
      desk.listen({
        published: (press) =>
          setSaid(t('queue.published', { what: pressLine(press, line, t('event.void')) })),
        held: (press, holdId) => {
          setSaid(t('queue.held', { what: pressLine(press, line, t('event.void')) }));
          heldNotes.held(press, holdId);
        },
        cancelled: heldNotes.cancelled,
        undone: (undone) => setSaid(t('queue.undone', { what: actLine(undone, line, t('event.void')) })),
        failed: (error) => notifications.show({ message: describeError(error, t), color: 'red' }),
      }),
    [desk, heldNotes, line, t],
  );

  if (view.closed !== undefined && view.closed !== 'archived') {
    return <Notice title={t('match.unknown')} link={{ to: '/', label: t('app.toDesk') }} />;
  }
  return (
    <DeskContext value={value}>
      <DeskPage
        feed={feed.id}
        title={title}
        seq={view.seq}
        badge={<EditorsHere editing={editing} />}
        actions={
          <Button variant="default" size="xs" onClick={() => setDialog({ kind: 'help' })}>
            {t('match.keys')}
          </Button>
        }
      >
        <Notes archived={archived} allowed={allowed} />
        <div className={classes['desk']}>
          <div className={classes['main']}>
            <Scoreboard />
            <DeskLock editing={editing} waiting={waiting} />
            {open.canPublish && <QueuePanel desk={desk} line={line} />}
            {canPublish && (
              <>
                <VarBanner onOperations={(operations) => perform(operations, moment())} />
                {feed.holdSeconds > 0 && <HoldsPanel feed={feed.id} line={line} canPublish={canPublish} />}
                <ControlBar said={said} onAction={start} onStep={step} nudgeMs={nudgeMs} />
                <ActionPad enabled={!locked} onAction={start} />
              </>
            )}
          </div>
          <div className={classes['side']}>
            <TimelinePanel onCorrect={correct} />
          </div>
        </div>
      </DeskPage>
      {dialog && (
        <DeskDialog
          dialog={dialog}
          onClose={() => {
            if (!dismiss()) setDialog(undefined);
          }}
          onFacts={(facts, at) =>
            asHolder(() => {
              setDialog(undefined);
              act(facts, at);
            })
          }
          onOperations={(operations, at) => asHolder(() => perform(operations, at))}
          onReplace={(action, play) =>
            setDialog({ kind: 'play', action, play, moment: moment(), replacing: true })
          }
          onReplaced={(fact, at) =>
            asHolder(() => {
              setDialog(undefined);
              tell(desk.replace(fact, t('correct.replaceReason'), at));
            })
          }
        />
      )}
      {question}
    </DeskContext>
  );
}

/** Why nothing, or not everything, can be done here. */
function Notes({ archived, allowed }: { readonly archived: boolean; readonly allowed: boolean }): ReactNode {
  const t = useText();
  const { locked } = useDesk();
  if (!allowed) return <DeskNote>{t('match.readOnly')}</DeskNote>;
  if (archived) return <DeskNote>{t('match.archived')}</DeskNote>;
  return locked ? <DeskNote>{t('match.locked')}</DeskNote> : null;
}

interface OpenDesk {
  readonly value: DeskValue;
  readonly archived: boolean;
  readonly allowed: boolean;
}

function useOpenDesk({ id, config, archivedAt, holdSeconds }: Feed, sport: Sport): OpenDesk {
  const t = useText();
  const keys = useKeys(useMemo(() => keySetOf(sport), [sport]));
  const { api, session } = useSession();
  const { client, status } = useLive();
  const view = useFeedLog(id);
  const desk = useMemo(() => deskFor(api, id), [api, id]);
  const shown = view.meta?.config ?? config;
  const teams = useMemo(() => teamsOf(shown, { home: t('team.home'), away: t('team.away') }), [shown, t]);
  const entries = useMemo(() => buildTimeline(view.events), [view.events]);
  const check = useMemo(() => runningCheck(entries), [entries]);
  const whole = view.history === 'ready' && !view.truncated;
  const around = useMemo(
    () => (sport.markOf && whole ? replay(sport.fold, entries, shown) : undefined),
    [entries, shown, sport, whole],
  );
  const archived = archivedAt !== undefined || view.closed === 'archived';
  const allowed = mayPublish(session, id);
  const canPublish = allowed && !archived && view.state !== undefined;
  const held = useHeld(id, view.seq, canPublish && holdSeconds > 0);
  const line = useCallback((fact: Fact): string => eventLine(fact, teams, t, sport.kind), [sport, teams, t]);

  useEffect(() => {
    if (status === 'live') resumeDesks(api);
  }, [api, status]);

  const value = useMemo<DeskValue>(() => {
    const moment = (): Moment => ({
      occurredAt: new Date(Date.now() + client.serverOffsetMs).toISOString(),
      seenSeq: view.seq,
    });
    const act = (facts: readonly Fact[], at?: Moment, stroke?: string): void => {
      tellDone(desk.act(facts, at ?? moment(), stroke), t);
    };
    const situation = ({ occurredAt }: Moment): Situation => ({
      state: view.state
        ? withComing(sport.fold, view.state, shown, held, factsToCome(desk.toCome(view.seq)))
        : {},
      config: shown,
      now: Date.parse(occurredAt),
    });
    const named = ({ label, side }: Action): string =>
      side === undefined ? t(label) : t('action.of', { what: t(label), team: teams[side].name });
    return {
      feed: id,
      sport,
      keys,
      desk,
      view,
      config: shown,
      teams,
      entries,
      check,
      around,
      canPublish,
      locked: text(view.state ?? {}, 'status') === 'final',
      moment,
      situation,
      line,
      named,
      act,
    };
  }, [around, canPublish, check, client, desk, entries, held, id, keys, line, shown, sport, t, teams, view]);
  return { value, archived, allowed };
}
