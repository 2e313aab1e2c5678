import type { Translate } from '../../shared/i18n/translate.js';
import type { Column } from '../../shared/table/column.js';
import { Age } from '../../shared/ui/age.js';
import { Instant } from '../../shared/ui/instant.js';
import { Tag, Tags, type Tone } from '../../shared/ui/tag.js';
import type { ApiKey } from './api/api-key.js';
import classes from './api-keys.module.css';
import { stateOf, type KeyState } from './key-state.js';

export type KeySort = 'name' | 'used' | 'expires' | 'created';

const TONES: Readonly<Record<KeyState, Tone>> = {
  valid: 'good',
  expiring: 'warn',
  unused: 'plain',
  expired: 'bad',
};

/** @param now milliseconds since 1970 */
export function keyColumns(t: Translate, now: number): readonly Column<ApiKey, KeySort>[] {
  return [
    {
      id: 'name',
      header: t('apiKeys.name'),
      sort: 'name',
      cell: ({ name, prefix }) => (
        <>
          {name}
          <code className={classes['prefix']}>{prefix}…</code>
        </>
      ),
    },
    {
      id: 'state',
      header: t('apiKeys.state'),
      cell: (key) => {
        const state = stateOf(key, now);
        return (
          <Tags>
            <Tag tone={TONES[state]}>{t(`apiKeys.state.${state}`)}</Tag>
            {key.previousKeyUntil !== undefined && Date.parse(key.previousKeyUntil) > now && (
              <Tag tone="warn">
                {t('apiKeys.previousUntil')} <Instant at={key.previousKeyUntil} />
              </Tag>
            )}
          </Tags>
        );
      },
    },
    {
      id: 'scopes',
      header: t('apiKeys.scopes'),
      cell: ({ scopes, rateLimitPerSecond }) => (
        <Tags>
          {scopes.map((scope) => (
            <Tag key={scope} code title={t(`apiKeys.scope.${scope}`)}>
              {scope}
            </Tag>
          ))}
          {rateLimitPerSecond !== undefined && (
            <Tag>{t('apiKeys.perSecond', { count: rateLimitPerSecond })}</Tag>
          )}
        </Tags>
      ),
    },
    {
      id: 'feeds',
      header: t('apiKeys.feeds'),
      cell: ({ feeds }) =>
        feeds === undefined ? (
          t('apiKeys.allFeeds')
        ) : (
          <Tags>
            {feeds.map((pattern) => (
              <Tag key={pattern} code>
                {pattern}
              </Tag>
            ))}
          </Tags>
        ),
    },
    {
      id: 'used',
      header: t('apiKeys.used'),
      sort: 'used',
      cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? t('apiKeys.neverUsed') : <Age at={lastUsedAt} />),
    },
    {
      id: 'expires',
      header: t('apiKeys.expires'),
      sort: 'expires',
      cell: ({ expiresAt }) =>
        expiresAt === undefined ? t('apiKeys.lifetime.never') : <Instant at={expiresAt} />,
    },
    {
      id: 'created',
      header: t('apiKeys.createdAt'),
      sort: 'created',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
  ];
}
