import { Button } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import type { Editor } from '../../../../src/core/protocol/messages.js';
import { useText } from '../i18n/language.js';
import { strokeOf } from '../keys/stroke.js';
import { useKeys } from '../keys/use-keys.js';
import { useStrokes } from '../keys/use-strokes.js';
import { timeText } from '../time-text.js';
import { KeyCap } from '../ui/key-cap.js';
import { editorName } from './editor-name.js';
import { EDITING_KEYS } from './editing-keys.js';
import classes from './editing.module.css';
import { TakeOverDialog } from './take-over-dialog.js';
import type { Editing } from './use-editing.js';

interface DeskLockProps {
  readonly editing: Editing;
  /** Presses of this tab that have not gone out. */
  readonly waiting?: number;
}

/** Where the keys would be: who has the desk instead, and the way to have it oneself. */
export function DeskLock({ editing, waiting = 0 }: DeskLockProps): ReactNode {
  const { lock, lostTo, takeOver, dismissLoss } = editing;
  const holder = lock === 'held' ? editing.holder : undefined;
  const [asking, setAsking] = useState(false);
  const held = holder !== undefined;
  useEffect(() => {
    // Otherwise it would be asked again when somebody else takes the desk.
    if (!held) setAsking(false);
  }, [held]);
  return (
    <>
      {holder ? (
        <Held
          holder={holder}
          lost={lostTo !== undefined}
          waiting={waiting}
          onTakeOver={() => setAsking(true)}
        />
      ) : (
        lostTo && <Lost lostTo={lostTo} waiting={waiting} onRead={dismissLoss} />
      )}
      {asking && holder && (
        <TakeOverDialog holder={holder} takeOver={takeOver} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

interface HeldProps {
  readonly holder: Editor;
  /** It was this tab's until the holder took it. */
  readonly lost: boolean;
  readonly waiting: number;
  readonly onTakeOver: () => void;
}

function Held({ holder, lost, waiting, onTakeOver }: HeldProps): ReactNode {
  const t = useText();
  const keys = useKeys(EDITING_KEYS);
  const [inVain, setInVain] = useState(0);
  const key = keys.firstOf('takeOver');
  const name = editorName(t, holder);
  const time = timeText(holder.since);

  const hear = (event: KeyboardEvent): void => {
    if (event.repeat) return;
    if (keys.actionOf(event) === 'takeOver') {
      event.preventDefault();
      onTakeOver();
    } else if (isPress(strokeOf(event))) {
      setInVain((count) => count + 1);
    }
  };
  // The desk's own keys are taken by the desk, though they do nothing now.
  useStrokes(hear, true, true);

  return (
    <section className={classes['held']} data-lost={lost || undefined} aria-label={t('editing.lock')}>
      <div className={classes['text']} role={lost ? 'alert' : 'status'}>
        <p className={classes['who']}>{t(lost ? 'editing.lost' : 'editing.held', { name, time })}</p>
        <p className={classes['help']}>
          {lost && waiting > 0 ? t('editing.lostWaiting', { count: waiting }) : t('editing.heldHelp')}
        </p>
      </div>
      {/* A key that does nothing here says so each time. */}
      <p key={inVain} className={classes['vain']} role="status" data-seen={inVain > 0 || undefined}>
        {inVain > 0 && t('editing.inVain', { name })}
      </p>
      <Button
        onClick={onTakeOver}
        rightSection={key === undefined ? undefined : <KeyCap decorative stroke={key} />}
        aria-keyshortcuts={key}
      >
        {t(lost ? 'editing.takeBack' : 'editing.takeOver')}
      </Button>
    </section>
  );
}

/** A plain key, as desks are played with. */
function isPress(stroke: string | undefined): boolean {
  return stroke !== undefined && /^\S$|^ $/u.test(stroke) && stroke !== '?';
}

interface LostProps {
  readonly lostTo: Editor;
  readonly waiting: number;
  readonly onRead: () => void;
}

/** Whoever took the desk is gone again. */
function Lost({ lostTo, waiting, onRead }: LostProps): ReactNode {
  const t = useText();
  return (
    <section className={classes['held']} data-lost aria-label={t('editing.lock')}>
      <div className={classes['text']} role="alert">
        <p className={classes['who']}>
          {t('editing.lost', { name: editorName(t, lostTo), time: timeText(lostTo.since) })}
        </p>
        <p className={classes['help']}>
          {waiting > 0 ? t('editing.lostWaiting', { count: waiting }) : t('editing.freeAgain')}
        </p>
      </div>
      <Button variant="default" onClick={onRead}>
        {t('editing.read')}
      </Button>
    </section>
  );
}
