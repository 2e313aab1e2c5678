import type { Translate } from '../../shared/i18n/translate.js';
import type { Column } from '../../shared/table/column.js';
import { Instant } from '../../shared/ui/instant.js';
import { Tag, Tags } from '../../shared/ui/tag.js';
import type { User } from './api/user.js';
import classes from './people.module.css';

export type PersonSort = 'name' | 'role' | 'seen' | 'created';

/** @param own the id of whoever looks */
export function personColumns(t: Translate, own: string): readonly Column<User, PersonSort>[] {
  return [
    {
      id: 'name',
      header: t('people.name'),
      sort: 'name',
      cell: ({ id, name, email }) => (
        <>
          <span className={classes['name']}>
            {name ?? email} {id === own && <Tag tone="good">{t('people.you')}</Tag>}
          </span>
          {name !== undefined && <span className={classes['email']}>{email}</span>}
        </>
      ),
    },
    { id: 'role', header: t('people.role'), sort: 'role', cell: ({ role }) => t(`auth.role.${role}`) },
    {
      id: 'feeds',
      header: t('people.feeds'),
      cell: ({ feeds }) =>
        feeds ? (
          <Tags>
            {feeds.map((pattern) => (
              <Tag key={pattern} code>
                {pattern}
              </Tag>
            ))}
          </Tags>
        ) : (
          t('people.everyFeed')
        ),
    },
    {
      id: 'state',
      header: t('people.state'),
      cell: ({ disabled }) => (
        <Tag tone={disabled ? 'past' : 'good'}>
          {t(disabled ? 'people.state.deactivated' : 'people.state.active')}
        </Tag>
      ),
    },
    {
      id: 'seen',
      header: t('people.lastLogin'),
      sort: 'seen',
      cell: ({ lastLoginAt }) =>
        lastLoginAt === undefined ? t('people.never') : <Instant at={lastLoginAt} />,
    },
    {
      id: 'created',
      header: t('people.created'),
      sort: 'created',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
  ];
}
