import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TextKey } from '../../../shared/i18n/en.js';
import { useText } from '../../../shared/i18n/language.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { KEYS, type Action } from '../model/actions.js';
import classes from './help-dialog.module.css';

const GROUPS: readonly { readonly title: TextKey; readonly actions: readonly Action[] }[] = [
  {
    title: 'keys.group.events',
    actions: [
      'goal',
      'yellow',
      'red',
      'substitution',
      'penalty_missed',
      'shootout',
      'var',
      'stoppage',
      'comment',
      'status',
    ],
  },
  {
    title: 'keys.group.clock',
    actions: [
      'next',
      'clockToggle',
      'clockBack',
      'clockForward',
      'clockBack10',
      'clockForward10',
      'clockSet',
    ],
  },
  { title: 'keys.group.mistakes', actions: ['undo', 'replace'] },
];

const ELSEWHERE: readonly { readonly label: TextKey; readonly strokes: readonly string[] }[] = [
  { label: 'keys.teamHelp', strokes: ['h', 'a'] },
  { label: 'keys.palette', strokes: ['ctrl+k'] },
  { label: 'keys.escape', strokes: ['esc'] },
  { label: 'action.help', strokes: ['?'] },
];

export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText();
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} size="xl" centered>
      <div className={classes['groups']}>
        {GROUPS.map(({ title, actions }) => (
          <Group
            key={title}
            title={title}
            rows={actions.map((action) => ({ label: `action.${action}`, strokes: KEYS[action] }))}
          />
        ))}
        <Group title="keys.group.other" rows={ELSEWHERE} />
      </div>
    </Modal>
  );
}

interface GroupProps {
  readonly title: TextKey;
  readonly rows: readonly { readonly label: TextKey; readonly strokes: readonly string[] }[];
}

function Group({ title, rows }: GroupProps): ReactNode {
  const t = useText();
  return (
    <section>
      <h3 className={classes['title']}>{t(title)}</h3>
      <dl className={classes['rows']}>
        {rows.map(({ label, strokes }) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>
              {strokes.map((stroke) => (
                <KeyCap key={stroke} stroke={stroke} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
