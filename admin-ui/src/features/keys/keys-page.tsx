import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { useText } from '../../shared/i18n/language.js';
import type { DeskKeys } from '../../shared/keys/key-map.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { DeskKeysTable } from './desk-keys-table.js';
import { KeyTransfer } from './key-transfer.js';
import classes from './keys-page.module.css';

interface KeysPageProps {
  readonly desks: readonly DeskKeys[];
}

/** Whoever is signed in gives the desks' actions the keys that suit them. */
export function KeysPage({ desks }: KeysPageProps): ReactNode {
  const t = useText();
  const [search, setSearch] = useSearchParams();
  const desk = desks.find(({ id }) => id === search.get('desk')) ?? desks[0];
  if (!desk) return null;
  return (
    <div className={classes['page']}>
      <PageHead title={t('keys.title')} help={t('keys.help')} />
      <KeyTransfer desks={desks} />
      {desks.length > 1 && (
        <SegmentedControl
          className={classes['desks'] ?? ''}
          aria-label={t('keys.desk')}
          value={desk.id}
          onChange={(id) => setSearch({ desk: id }, { replace: true })}
          data={desks.map(({ id, title }) => ({ value: id, label: t(title) }))}
        />
      )}
      <DeskKeysTable key={desk.id} desk={desk} desks={desks} />
    </div>
  );
}
