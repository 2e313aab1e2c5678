import type { ReactNode } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { minuteLabel } from '../../../shared/feed/clock.js';
import { count, object, pair, text } from '../../../shared/feed/read.js';
import { SIDES, type Side, type Team } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import { MatchClock } from '../../../shared/ui/match-clock.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
import { BoardStatus } from './board-status.js';
import { useDesk } from './desk-context.js';
import classes from './football-board.module.css';

/** A football match, large. */
export function FootballBoard(): ReactNode {
  const t = useText();
  const { view, teams } = useDesk();
  const state = view.state ?? {};
  const score = pair(state, 'score') ?? { home: 0, away: 0 };
  const shootout = pair(state, 'shootout');
  const stoppage = count(state, 'stoppageMinutes');
  return (
    <section
      data-told
      className={classes['frame']}
      aria-label={t('match.title', { home: teams.home.name, away: teams.away.name })}
    >
      <div className={classes['board']}>
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
          <BoardStatus centered />
        </div>
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
