import type { ReactNode } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { clockAt, clockText } from '../../../shared/feed/clock.js';
import { periodName } from '../../../shared/feed/describe-event.js';
import { object, pair, text } from '../../../shared/feed/read.js';
import { SIDES, type Side } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import { useNow } from '../../../shared/live/use-now.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
import { shortPeriod } from '../model/sports/basketball.js';
import classes from './basketball-board.module.css';
import { BoardStatus } from './board-status.js';
import { useDesk } from './desk-context.js';

const NONE = { home: 0, away: 0 };

/** A basketball game as the cube over the court shows it. */
export function BasketballBoard(): ReactNode {
  const t = useText();
  const { view, teams } = useDesk();
  const state = view.state ?? {};
  return (
    <section
      data-told
      className={classes['board']}
      aria-label={t('match.title', { home: teams.home.name, away: teams.away.name })}
    >
      <div className={classes['row']}>
        <TeamBlock side="home" state={state} />
        <Middle state={state} />
        <TeamBlock side="away" state={state} />
      </div>
      <PeriodTable state={state} />
    </section>
  );
}

function TeamBlock({ side, state }: { readonly side: Side; readonly state: JsonObject }): ReactNode {
  const t = useText();
  const { teams } = useDesk();
  const { name, code, color } = teams[side];
  const score = (pair(state, 'score') ?? NONE)[side];
  const fouls = (pair(state, 'fouls') ?? NONE)[side];
  const timeouts = (pair(state, 'timeoutsLeft') ?? NONE)[side];
  const bonus = object(state, 'bonus')[side] === true;
  return (
    <div className={classes['team']} data-side={side}>
      <h2 className={classes['name']}>
        <TeamMark color={color} />
        <span className={classes['full']}>{name}</span>
        <abbr className={classes['code']} title={name}>
          {code}
        </abbr>
      </h2>
      <p className={classes['score']} data-score={side}>
        <span className={classes['hidden']}>{t('basketball.scoreOf', { team: name })} </span>
        {score}
      </p>
      <dl className={classes['counts']}>
        <div>
          <dt>{t('basketball.fouls')}</dt>
          <dd className={classes['fouls']}>{fouls}</dd>
          <dd className={classes['bonus']} data-on={bonus}>
            {bonus && t('basketball.bonus')}
          </dd>
        </div>
        <div>
          <dt>{t('basketball.timeouts')}</dt>
          <dd>
            <span className={classes['hidden']}>{timeouts}</span>
            <span className={classes['dots']} aria-hidden="true">
              {Array.from({ length: timeouts }, (_, index) => (
                <i key={index} />
              ))}
              {timeouts === 0 && '–'}
            </span>
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Middle({ state }: { readonly state: JsonObject }): ReactNode {
  const t = useText();
  const { teams } = useDesk();
  const now = useNow();
  const clock = clockAt(state, now);
  const period = text(state, 'period');
  const has = text(state, 'possession');
  const side = has === 'home' || has === 'away' ? has : undefined;
  return (
    <div className={classes['middle']}>
      <p className={classes['period']}>
        {period !== undefined && (
          <abbr title={periodName(t, period, 'basketball')}>{shortPeriod(period, t)}</abbr>
        )}
      </p>
      <p
        className={classes['clock']}
        data-running={clock?.running === true}
        data-out={clock?.valueMs === 0}
        role="timer"
        aria-live="off"
      >
        {clock ? clockText(clock) : '–:––'}
      </p>
      <p className={classes['possession']}>
        <span data-on={side === 'home'} aria-hidden="true">
          ◀
        </span>
        <span className={classes['ball']}>{t('event.possession')}</span>
        <span data-on={side === 'away'} aria-hidden="true">
          ▶
        </span>
        <span className={classes['hidden']}>{side === undefined ? '–' : teams[side].name}</span>
      </p>
      <BoardStatus centered withoutPeriod />
    </div>
  );
}

const REGULATION = ['1', '2', '3', '4'];

function PeriodTable({ state }: { readonly state: JsonObject }): ReactNode {
  const t = useText();
  const { teams } = useDesk();
  const lines = object(state, 'scoreByPeriod');
  const periods = [...REGULATION, ...Object.keys(lines).filter((period) => !REGULATION.includes(period))];
  const score = pair(state, 'score') ?? NONE;
  const current = text(state, 'period');
  return (
    <div className={classes['lines']}>
      <table>
        <caption className={classes['hidden']}>{t('basketball.byPeriod')}</caption>
        <thead>
          <tr>
            <td />
            {periods.map((period) => (
              <th key={period} scope="col" data-current={period === current}>
                <abbr title={periodName(t, period, 'basketball')}>{shortPeriod(period, t)}</abbr>
              </th>
            ))}
            <th scope="col">{t('basketball.total')}</th>
          </tr>
        </thead>
        <tbody>
          {SIDES.map((side) => (
            <tr key={side}>
              <th scope="row">{teams[side].code}</th>
              {periods.map((period) => (
                <td key={period} data-current={period === current}>
                  {pair(lines, period)?.[side] ?? '–'}
                </td>
              ))}
              <td className={classes['sum']}>{score[side]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
