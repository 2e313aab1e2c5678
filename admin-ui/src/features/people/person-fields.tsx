import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { ROLES, type Role } from '../../../../src/core/protocol/permissions.js';
import type { Faults } from '../../shared/form/faults.js';
import { LinesField } from '../../shared/form/lines-field.js';
import { useText } from '../../shared/i18n/language.js';
import type { PersonDraft, PersonField } from './person-draft.js';

interface PersonFieldsProps {
  readonly draft: PersonDraft;
  readonly faults: Faults<PersonField>;
  readonly set: (change: Partial<PersonDraft>) => void;
  /** One's own account: nobody takes their own rights away. */
  readonly own: boolean;
}

/** Who somebody is, and what they may do. */
export function PersonFields({ draft, faults, set, own }: PersonFieldsProps): ReactNode {
  const t = useText();
  return (
    <>
      <TextInput
        label={t('people.name')}
        maxLength={128}
        autoComplete="off"
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {own ? (
        <TextInput
          label={t('people.role')}
          description={t('people.ownRole')}
          value={t(`auth.role.${draft.role}`)}
          readOnly
          variant="filled"
        />
      ) : (
        <NativeSelect
          label={t('people.role')}
          description={t(`people.roleHelp.${draft.role}`)}
          value={draft.role}
          error={faults.role}
          onChange={(event) => set({ role: event.currentTarget.value as Role })}
          data={ROLES.map((value) => ({ value, label: t(`auth.role.${value}`) }))}
        />
      )}
      {draft.role !== 'admin' && (
        <LinesField
          label={t('people.feeds')}
          description={t('people.feedsHelp')}
          value={draft.feeds}
          error={faults.feeds}
          onChange={(feeds) => set({ feeds })}
        />
      )}
    </>
  );
}
