import { TagsInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import type { FieldsProps } from './feed-fields.js';
import classes from './feed-form.module.css';

/** What it is called, by people and by programs, and when it starts. */
export function IdentityFields({ draft, faults, set, rest, existing }: FieldsProps): ReactNode {
  const t = useText();
  return (
    <fieldset className={classes['section']}>
      <legend className={classes['legend']}>{t('feedForm.what')}</legend>
      {existing && (
        <TextInput
          label={t('feedForm.kind')}
          description={t('feedForm.kindFixed')}
          value={t(`kind.${draft.kind}`)}
          readOnly
          variant="filled"
        />
      )}
      <TextInput
        label={t('feedForm.title')}
        maxLength={256}
        autoComplete="off"
        value={draft.title}
        error={faults.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        onBlur={rest}
      />
      <TextInput
        label={t('feedForm.id')}
        description={t(existing ? 'feedForm.idFixed' : 'feedForm.idHelp')}
        readOnly={existing}
        {...(existing ? { variant: 'filled' } : {})}
        classNames={{ input: classes['code'] ?? '' }}
        maxLength={128}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={draft.id}
        error={faults.id}
        onChange={(event) => set({ id: event.currentTarget.value })}
        onBlur={rest}
      />
      <div className={classes['pair']}>
        <TextInput
          type="datetime-local"
          label={t('feedForm.startsAt')}
          description={t('feedForm.startsAtHelp')}
          value={draft.startsAt}
          error={faults.startsAt}
          onChange={(event) => set({ startsAt: event.currentTarget.value })}
        />
        <TagsInput
          label={t('feedForm.tags')}
          description={t('feedForm.tagsHelp')}
          maxTags={64}
          maxLength={128}
          splitChars={[',']}
          value={[...draft.tags]}
          error={faults.tags}
          onChange={(tags) => set({ tags })}
        />
      </div>
    </fieldset>
  );
}
