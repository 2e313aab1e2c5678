import type { ReactNode } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { minuteLabel } from '../../../shared/feed/clock.js';
import { periodName } from '../../../shared/feed/describe-event.js';
import { count, object, pair, text } from '../../../shared/feed/read.js';
import { statusOf } from '../../../shared/feed/status.js';
import { SIDES, type Side, type Team } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import { MatchClock } from '../../../shared/ui/match-clock.js';
import { StatusBadge } from '../../../shared/ui/status-badge.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
import { useDesk } from './desk-context.js';
import classes from './scoreboard.module.css';

/** What spectators see of the match, large. */
export function Scoreboard(): ReactNode {
  const t = useText();
  const { view, teams, sport } = useDesk();
  const state = view.state ?? {};
  const score = pair(state, 'score') ?? { home: 0, away: 0 };
  const shootout = pair(state, 'shootout');
  const status = statusOf(state);
  const period = text(state, 'period');
  const stoppage = count(state, 'stoppageMinutes');
  return (
    <section
      className={classes['board']}
      aria-label={t('match.title', { home: teams.home.name, away: teams.away.name })}
    >
      {SIDES.map((side) => (
        <TeamBlock key={side} side={side} team={teams[side]} state={state} />
      ))}
      <div className={classes['middle']}>
        <p className={classes['score']}>
          <span className={classes['hidden']}>
            {t('match.score', { home: score.home, away: score.away })}
          </span>
          <span aria-hidden="true">
            {score.home}
            <span className={classes['to']}>–</span>
            {score.away}
          </span>
        </p>
        <p className={classes['clock']}>
          <MatchClock state={state} />
          {stoppage !== undefined && (
            <span className={classes['stoppage']}>{t('match.stoppage', { minutes: stoppage })}</span>
          )}
          {'clock' in state && object(state, 'clock')['running'] !== true && (
            <span className={classes['stopped']}>{t('match.clockStopped')}</span>
          )}
        </p>
        {shootout && (
          <p className={classes['shootout']}>
            {t('match.shootout', { home: shootout.home, away: shootout.away })}
          </p>
        )}
        <p className={classes['status']}>
          {status !== undefined && <StatusBadge status={status} />}
          {period !== undefined && <span>{periodName(t, period, sport.kind)}</span>}
          {view.health && view.health.status !== 'ok' && (
            <span className={classes['unwell']}>{t(`health.${view.health.status}`)}</span>
          )}
        </p>
      </div>
    </section>
  );
}

interface TeamBlockProps {
  readonly side: Side;
  readonly team: Team;
  readonly state: JsonObject;
}

function TeamBlock({ side, team, state }: TeamBlockProps): ReactNode {
  const t = useText();
  const cards = object(object(state, 'cards'), side);
  const goals = Object.values(object(state, 'goals')).flatMap((goal) => {
    const data = object({ goal }, 'goal');
    return text(data, 'team') === side ? [data] : [];
  });
  const booked = (['yellow', 'red'] as const).map((color) => ({ color, number: count(cards, color) ?? 0 }));
  return (
    <div className={classes['team']} data-side={side}>
      <h2 className={classes['name']}>
        <TeamMark color={team.color} />
        <span className={classes['full']}>{team.name}</span>
        <abbr className={classes['code']} title={team.name}>
          {team.code}
        </abbr>
      </h2>
      <p className={classes['cards']}>
        {booked.map(
          ({ color, number }) =>
            number > 0 && (
              <span
                key={color}
                className={classes['card']}
                data-color={color}
                title={t(`event.card.${color}`)}
              >
                <span className={classes['hidden']}>{t(`event.card.${color}`)}: </span>
                {number}
              </span>
            ),
        )}
      </p>
      <ul className={classes['goals']}>
        {goals.map((goal, index) => (
          <li key={index}>
            {[
              text(goal, 'player') ?? t(goal['kind'] === 'own_goal' ? 'event.goal.own_goal' : 'event.goal'),
              minuteLabel(goal),
            ]
              .join(' ')
              .trim()}
          </li>
        ))}
      </ul>
    </div>
  );
}
