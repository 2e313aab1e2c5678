import type { ReactNode } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Feed } from '../../../shared/api/feed.js';
import { eventLine, periodName, wordFor } from '../../../shared/feed/describe-event.js';
import { changeText, priceText } from '../../../shared/feed/price.js';
import { count, pair, text } from '../../../shared/feed/read.js';
import { statusOf } from '../../../shared/feed/status.js';
import { SIDES, teamsOf } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import { MatchClock } from '../../../shared/ui/match-clock.js';
import { StatusBadge } from '../../../shared/ui/status-badge.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
import type { Spectated } from '../spectator.js';
import classes from './spectator-view.module.css';

interface SpectatorViewProps {
  readonly feed: Feed;
  readonly seen: Spectated;
}

/** A feed at a glance, as it stands for spectators. */
export function SpectatorView({ feed, seen }: SpectatorViewProps): ReactNode {
  const t = useText();
  const state = seen.state ?? {};
  const config = seen.meta?.config ?? feed.config;
  const status = statusOf(state);
  const teams = teamsOf(config, { home: t('team.home'), away: t('team.away') });
  return (
    <>
      <p className={classes['top']}>
        <strong className={classes['title']}>{seen.meta?.title ?? feed.title}</strong>
        {status !== undefined && <StatusBadge status={status} />}
      </p>
      {feed.kind === 'quote' ? (
        <Price state={state} config={config} />
      ) : pair(state, 'score') ? (
        <Score feed={feed} state={state} config={config} />
      ) : (
        <pre className={classes['state']} tabIndex={0} aria-label={t('preview.state')}>
          {JSON.stringify(state, null, 2)}
        </pre>
      )}
      {seen.event && (
        <p className={classes['event']}>
          {t('preview.lastEvent', { what: eventLine(seen.event, teams, t, feed.kind) })}
        </p>
      )}
    </>
  );
}

interface PartProps {
  readonly state: JsonObject;
  readonly config: JsonObject;
}

function Score({ feed, state, config }: PartProps & { readonly feed: Feed }): ReactNode {
  const t = useText();
  const teams = teamsOf(config, { home: t('team.home'), away: t('team.away') });
  const score = pair(state, 'score');
  const period = text(state, 'period');
  return (
    <>
      <dl className={classes['score']}>
        {SIDES.map((side) => (
          <div key={side}>
            <dt>
              <TeamMark color={teams[side].color} />
              {teams[side].name}
            </dt>
            <dd data-field={side}>{score?.[side] ?? 0}</dd>
          </div>
        ))}
      </dl>
      <p className={classes['clock']}>
        <MatchClock state={state} />
        {period !== undefined && <span>{periodName(t, period, feed.kind)}</span>}
      </p>
    </>
  );
}

function Price({ state, config }: PartProps): ReactNode {
  const t = useText();
  const scale = count(config, 'priceScale') ?? 0;
  const price = (key: string): string => {
    const value = text(state, key);
    return value === undefined ? '–' : priceText(value, scale);
  };
  const percent = text(state, 'changePercent');
  const reason = text(state, 'statusReason');
  const status = text(state, 'tradingStatus');
  return (
    <>
      <p className={classes['price']}>
        <span data-field="last">{price('last')}</span>
        {percent !== undefined && <span className={classes['change']}>{changeText(percent)}</span>}
      </p>
      <p className={classes['clock']}>{t('preview.book', { bid: price('bid'), ask: price('ask') })}</p>
      {reason !== undefined && status !== 'trading' && (
        <p className={classes['event']}>
          {wordFor(t, 'status', status ?? '')}: {reason}
        </p>
      )}
    </>
  );
}
