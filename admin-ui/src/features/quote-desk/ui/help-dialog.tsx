import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { useQuoteDesk } from '../desk-context.js';
import { QUOTE_KEYS } from '../model/keys.js';
import classes from './dialogs.module.css';
import { Dialog } from '../../../shared/ui/dialog.js';

const ELSEWHERE = [
  { label: 'keys.palette', strokes: ['ctrl+k'] },
  { label: 'keys.escape', strokes: ['esc'] },
] as const;

/** All the keys of the desk, as they are bound now. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText();
  const { keys } = useQuoteDesk();
  const row = (label: string, strokes: readonly string[]): ReactNode => (
    <div key={label}>
      <dt>{label}</dt>
      <dd>
        {strokes.map((stroke) => (
          <KeyCap key={stroke} stroke={stroke} />
        ))}
      </dd>
    </div>
  );
  return (
    <Dialog onClose={onClose} title={t('keys.title')}>
      {QUOTE_KEYS.groups.map(({ title, actions }) => (
        <section key={title}>
          <h3 className={classes['group']}>{t(title)}</h3>
          <dl className={classes['rows']}>
            {actions.map((action) => row(QUOTE_KEYS.nameOf(t, action), keys.strokesOf(action)))}
            {title === 'keys.group.other' && ELSEWHERE.map(({ label, strokes }) => row(t(label), strokes))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
