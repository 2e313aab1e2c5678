import { Button } from '@mantine/core';
import { useSyncExternalStore, type MouseEvent, type ReactNode } from 'react';
import { text } from '../../../shared/feed/read.js';
import { useText } from '../../../shared/i18n/language.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { useQuoteDesk } from '../desk-context.js';
import type { Action } from '../model/keys.js';
import { actLine, isStopped } from '../model/market.js';
import classes from './market-bar.module.css';

interface MarketBarProps {
  /** What became of the last press. */
  readonly said: string;
  readonly onAction: (action: Action) => void;
}

/** A mouse leaves no focus behind, so that Space and Enter stay what they are on the page. */
function withoutFocus(act: () => void): (event: MouseEvent<HTMLElement>) => void {
  return (event) => {
    if (event.detail > 0) event.currentTarget.blur();
    act();
  };
}

/** What an editor does on a market, each with its key, and the way back. */
export function MarketBar({ said, onAction }: MarketBarProps): ReactNode {
  const t = useText();
  const { desk, line, state } = useQuoteDesk();
  const act = useSyncExternalStore(desk.subscribe, desk.lastAct);
  const stopped = isStopped(text(state, 'tradingStatus'));
  return (
    <section className={classes['bar']} aria-label={t('market.actions')}>
      <div className={classes['buttons']}>
        <KeyButton action="trade" label={t('market.action.trade')} main onAction={onAction} />
        <KeyButton action="quote" label={t('market.action.quote')} onAction={onAction} />
        <KeyButton
          action="halt"
          label={t(stopped ? 'market.reopen' : 'market.action.halt')}
          warns={!stopped}
          onAction={onAction}
        />
        <KeyButton action="session" label={t('market.action.session')} onAction={onAction} />
        {act && (
          <div className={classes['undo']}>
            <KeyButton
              action="undo"
              label={t('action.undoOf', { what: actLine(act, line, t) })}
              warns
              onAction={onAction}
            />
          </div>
        )}
      </div>
      <p className={classes['said']} role="status">
        {said === '' ? t('match.actionsHelp') : said}
      </p>
    </section>
  );
}

interface KeyButtonProps {
  readonly action: Action;
  readonly label: string;
  readonly main?: boolean;
  readonly warns?: boolean;
  readonly onAction: (action: Action) => void;
}

function KeyButton({ action, label, main = false, warns = false, onAction }: KeyButtonProps): ReactNode {
  const { keys } = useQuoteDesk();
  const stroke = keys.firstOf(action);
  return (
    <Button
      size="md"
      data-action={action}
      className={classes['button']}
      {...(main ? {} : warns ? { variant: 'light', color: 'red' } : { variant: 'default' })}
      {...(stroke === undefined
        ? {}
        : { 'aria-keyshortcuts': stroke, rightSection: <KeyCap decorative stroke={stroke} /> })}
      onClick={withoutFocus(() => onAction(action))}
    >
      {label}
    </Button>
  );
}
