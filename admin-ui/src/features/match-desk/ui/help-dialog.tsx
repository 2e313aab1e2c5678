import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { TextKey } from '../../../shared/i18n/en.js';
import { useText } from '../../../shared/i18n/language.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import type { Action } from '../model/sport.js';
import { useDesk } from './desk-context.js';
import classes from './help-dialog.module.css';
import { Dialog } from '../../../shared/ui/dialog.js';

const GROUPS: readonly { readonly title: TextKey; readonly group: Action['group'] }[] = [
  { title: 'keys.group.events', group: 'events' },
  { title: 'keys.group.clock', group: 'clock' },
  { title: 'keys.group.mistakes', group: 'mistakes' },
];

const ELSEWHERE = [
  { label: 'keys.teamHelp', strokes: ['h', 'a'] },
  { label: 'keys.palette', strokes: ['ctrl+k'] },
  { label: 'keys.escape', strokes: ['esc'] },
] as const;

/** All the keys of the desk, as they are bound now. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText();
  const { sport, keys, named, canPublish } = useDesk();
  const rowsOf = (wanted: Action['group']): readonly Row[] =>
    sport.actions
      .filter(({ group }) => group === wanted)
      .map((action) => ({ label: named(action), strokes: keys.strokesOf(action.id) }));
  return (
    <Dialog onClose={onClose} title={t('keys.title')} size="xl">
      <div className={classes['groups']}>
        {GROUPS.map(({ title, group }) => (
          <Group key={title} title={title} rows={rowsOf(group)} />
        ))}
        <Group
          title="keys.group.other"
          rows={[
            ...ELSEWHERE.map(({ label, strokes }) => ({ label: t(label), strokes })),
            ...rowsOf('other'),
          ]}
        />
      </div>
      {canPublish && (
        <Button component={Link} href={`/keys?desk=${sport.kind}`} variant="default">
          {t('keys.rebind')}
        </Button>
      )}
    </Dialog>
  );
}

interface Row {
  readonly label: string;
  readonly strokes: readonly string[];
}

interface GroupProps {
  readonly title: TextKey;
  readonly rows: readonly Row[];
}

function Group({ title, rows }: GroupProps): ReactNode {
  const t = useText();
  return (
    <section>
      <h3 className={classes['title']}>{t(title)}</h3>
      <dl className={classes['rows']}>
        {rows.map(({ label, strokes }) => (
          <div key={label}>
            <dt>{label}</dt>
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
