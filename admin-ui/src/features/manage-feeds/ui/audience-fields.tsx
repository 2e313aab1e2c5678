import { Radio, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import type { Visibility } from '../model/draft.js';
import type { FieldsProps } from './feed-fields.js';
import classes from './feed-form.module.css';

const VISIBILITIES: readonly Visibility[] = ['live', 'delayed', 'private'];

/** Who may see it, how late, and what is expected of its source. */
export function AudienceFields({ draft, faults, set }: FieldsProps): ReactNode {
  const t = useText();
  return (
    <fieldset className={classes['section']}>
      <legend className={classes['legend']}>{t('feedForm.audience')}</legend>
      <Radio.Group
        label={t('feedForm.visibility')}
        value={draft.visibility}
        onChange={(value) => set({ visibility: value as Visibility })}
      >
        <Stack gap="xs" mt={6}>
          {VISIBILITIES.map((value) => (
            <Radio key={value} value={value} label={t(`feedForm.visibility.${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {draft.visibility === 'delayed' && (
        <TextInput
          className={classes['short'] ?? ''}
          label={t('feedForm.delay')}
          inputMode="numeric"
          value={draft.delaySeconds}
          error={faults.publicDelaySeconds}
          onChange={(event) => set({ delaySeconds: event.currentTarget.value })}
        />
      )}
      <div className={classes['pair']}>
        <TextInput
          label={t('feedForm.hold')}
          description={t('feedForm.holdHelp')}
          inputMode="numeric"
          value={draft.holdSeconds}
          error={faults.holdSeconds}
          onChange={(event) => set({ holdSeconds: event.currentTarget.value })}
        />
        <TextInput
          label={t('feedForm.interval')}
          description={t('feedForm.intervalHelp')}
          inputMode="numeric"
          value={draft.intervalSeconds}
          error={faults.expectedIntervalSeconds}
          onChange={(event) => set({ intervalSeconds: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
