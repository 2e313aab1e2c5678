import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { describeError } from '../api/describe-error.js';
import { useText } from '../i18n/language.js';
import { timeText } from '../time-text.js';
import { editorName } from './editor-name.js';
import classes from './editing.module.css';
import type { Editing } from './use-editing.js';

const SHOWN = 3;

/** Who else has this desk open, in the head of the page, where it moves nothing. Nothing while nobody is. */
export function EditorsHere({ editing }: { readonly editing: Editing }): ReactNode {
  const t = useText();
  const { others, lock, holder, release } = editing;
  if (others.length === 0 || lock === 'unknown') return null;
  const giveBack = (): void =>
    void release().catch((error: unknown) =>
      notifications.show({ message: describeError(error, t), color: 'red' }),
    );
  return (
    <div className={classes['here']}>
      <ul className={classes['names']} aria-label={t('editing.also')}>
        {others.slice(0, SHOWN).map((editor, index) => {
          const holds = holder !== undefined && holder.name === editor.name && holder.kind === editor.kind;
          return (
            <li
              key={`${editor.since} ${index}`}
              className={classes['name']}
              data-holds={holds || undefined}
              title={t('editing.since', { name: editorName(t, editor), time: timeText(editor.since) })}
            >
              {editorName(t, editor)}
            </li>
          );
        })}
        {others.length > SHOWN && (
          <li className={classes['more']}>{t('editing.more', { count: others.length - SHOWN })}</li>
        )}
      </ul>
      {/* All of them take their room all the time: with the first press nothing moves under a hand. */}
      <div className={classes['states']}>
        <span className={classes['state']} data-off={lock !== 'mine' || undefined}>
          <span className={classes['mine']}>{t('editing.mine')}</span>
          <Button variant="default" size="compact-xs" onClick={giveBack}>
            {t('editing.giveBack')}
          </Button>
        </span>
        <span className={classes['state']} data-off={lock !== 'free' || undefined}>
          <span className={classes['free']}>{t('editing.free')}</span>
        </span>
      </div>
    </div>
  );
}
