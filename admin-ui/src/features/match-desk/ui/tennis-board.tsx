import { useMemo, type ReactNode } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { rulesOf, setKey, tiebreakTo } from '../../../../../src/core/kinds/tennis/rules.js';
import { clockAt, durationText } from '../../../shared/feed/clock.js';
import { object, pair, text } from '../../../shared/feed/read.js';
import { SIDES, type Side } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import { useNow } from '../../../shared/live/use-now.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
import { tennis } from '../model/sports/tennis.js';
import { stakesOf, type Stake } from '../model/stakes.js';
import { BoardStatus } from './board-status.js';
import { useDesk } from './desk-context.js';
import classes from './tennis-board.module.css';

const NONE = { home: 0, away: 0 };

/** A tennis match as the board beside the court shows it. */
export function TennisBoard(): ReactNode {
  const t = useText();
  const { view, teams, config } = useDesk();
  const state = view.state ?? {};
  const sets = pair(state, 'sets') ?? NONE;
  const rules = rulesOf(config);
  const current = setKey(sets);
  const games = object(state, 'games');
  const plays = text(state, 'winner') === undefined && state['retired'] === undefined;
  const stakes = useMemo(
    () => (view.state ? stakesOf(tennis.fold, view.state, config) : []),
    [config, view.state],
  );
  const to = tiebreakTo(rules, sets, pair(games, current) ?? NONE);
  const columns = Object.keys(games).filter((key) => key !== current || plays);
  return (
    <section
      data-told
      className={classes['board']}
      aria-label={t('match.title', { home: teams.home.name, away: teams.away.name })}
    >
      <table className={classes['table']}>
        <caption className={classes['hidden']}>{t('tennis.caption')}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes['who']}>
              <span className={classes['hidden']}>{t('tennis.player')}</span>
            </th>
            <th scope="col" className={classes['sets']}>
              {t('tennis.sets')}
            </th>
            {columns.map((key) => (
              <th key={key} scope="col" data-current={plays && key === current}>
                <span className={classes['hidden']}>{t('period.set', { number: key })}</span>
                <span aria-hidden="true">{key}</span>
              </th>
            ))}
            <th scope="col" className={classes['points']}>
              {t(to === undefined ? 'tennis.points' : 'tennis.tiebreak')}
            </th>
          </tr>
        </thead>
        <tbody>
          {SIDES.map((side) => (
            <Row key={side} side={side} state={state} columns={columns} current={plays ? current : ''} />
          ))}
        </tbody>
      </table>
      <div className={classes['foot']}>
        <BoardStatus>
          {plays && to !== undefined && <span>{t('tennis.tiebreakTo', { count: to })}</span>}
          <span className={classes['rules']}>{t('tennis.bestOf', { count: rules.setsToWin * 2 - 1 })}</span>
          <Duration state={state} />
        </BoardStatus>
        <p className={classes['stakes']} role="status">
          {plays && stakes.map((stake) => <StakeMark key={stake.side} stake={stake} />)}
        </p>
      </div>
    </section>
  );
}

/** How long they have played: matches last hours. */
function Duration({ state }: { readonly state: JsonObject }): ReactNode {
  const now = useNow();
  const clock = clockAt(state, now);
  if (!clock) return null;
  return (
    <span className={classes['clock']} role="timer" aria-live="off">
      {durationText(clock.valueMs)}
    </span>
  );
}

function StakeMark({ stake: { kind, side } }: { readonly stake: Stake }): ReactNode {
  const t = useText();
  const { teams } = useDesk();
  return (
    <span className={classes['stake']} data-kind={kind}>
      {t(`tennis.stake.${kind}`, { player: teams[side].name })}
    </span>
  );
}

interface RowProps {
  readonly side: Side;
  readonly state: JsonObject;
  readonly columns: readonly string[];
  readonly current: string;
}

function Row({ side, state, columns, current }: RowProps): ReactNode {
  const t = useText();
  const { teams } = useDesk();
  const { name, code, color } = teams[side];
  const serves = text(state, 'server') === side;
  const other = side === 'home' ? 'away' : 'home';
  return (
    <tr data-side={side} data-serves={serves} data-wins={text(state, 'winner') === side}>
      <th scope="row" className={classes['who']}>
        <span className={classes['player']}>
          <span className={classes['ball']} data-on={serves}>
            {serves && <span className={classes['hidden']}>{t('tennis.serves')}</span>}
          </span>
          <TeamMark color={color} />
          <span className={classes['full']}>{name}</span>
          <abbr className={classes['code']} title={name}>
            {code}
          </abbr>
        </span>
      </th>
      <td className={classes['sets']}>{(pair(state, 'sets') ?? NONE)[side]}</td>
      {columns.map((key) => {
        const line = pair(object(state, 'games'), key) ?? NONE;
        const tiebreak = pair(object(state, 'tiebreaks'), key);
        const lost = tiebreak && tiebreak[side] < tiebreak[other] ? tiebreak[side] : undefined;
        return (
          <td
            key={key}
            className={classes['games']}
            data-current={key === current}
            data-won={key !== current && line[side] > line[other]}
          >
            {line[side]}
            {lost !== undefined && <sup>{lost}</sup>}
          </td>
        );
      })}
      <td className={classes['points']} data-points={side}>
        {current === '' ? '' : (text(object(state, 'points'), side) ?? '0')}
      </td>
    </tr>
  );
}
