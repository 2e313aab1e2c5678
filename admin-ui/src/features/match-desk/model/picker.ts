import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Player } from '../../../shared/feed/teams.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Picked, Play, Situation, Sport, Words } from './sport.js';

const MAX_OFFERED = 30;

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Players that what was typed may mean: a number is a shirt's, letters begin any part of a name. The best comes first. */
export function offered(players: readonly Player[], typed: string): readonly Player[] {
  const wanted = plain(typed.trim());
  if (wanted === '') return players.slice(0, MAX_OFFERED);
  if (/^\d+$/.test(wanted)) {
    const exact = players.filter(({ number }) => String(number) === wanted);
    const begun = players.filter(
      ({ number }) => String(number) !== wanted && String(number ?? '').startsWith(wanted),
    );
    return [...exact, ...begun].slice(0, MAX_OFFERED);
  }
  const fits = ({ name }: Player): boolean =>
    plain(name).includes(` ${wanted}`) || plain(name).startsWith(wanted);
  return players.filter(fits).slice(0, MAX_OFFERED);
}

/** Whom what was typed names when it is entered as it stands; undefined: nobody in particular. */
export function entered(
  players: readonly Player[],
  typed: string,
  numbered: (number: string) => string,
): string | undefined {
  const wanted = typed.trim();
  if (wanted === '') return undefined;
  if (/^\d+$/.test(wanted)) {
    return players.find(({ number }) => String(number) === wanted)?.name ?? numbered(wanted);
  }
  return (offered(players, wanted)[0]?.name ?? wanted).slice(0, 100);
}

/** Whether a name was typed that nobody of the line-up has: a slip of the hand, or somebody who is missing there. */
export function isStranger(players: readonly Player[], typed: string): boolean {
  const wanted = typed.trim();
  return (
    players.length > 0 && wanted !== '' && !/^\d+$/.test(wanted) && offered(players, wanted).length === 0
  );
}

/** Whom a shirt number can only mean; undefined while it may become another's, or is nobody's. */
export function unmistakable(players: readonly Player[], typed: string): string | undefined {
  if (!/^\d+$/.test(typed)) return undefined;
  const begun = players.filter(({ number }) => number !== undefined && String(number).startsWith(typed));
  return begun.length === 1 && String(begun[0]?.number) === typed ? begun[0]?.name : undefined;
}

/** The event that a play and its answers make. */
export function factOfPick(
  play: Play,
  { team, player, on, choice }: Picked,
  { state, config, now }: Situation,
  minuteOf: Sport['minuteOf'],
): Fact {
  const option = play.option?.(config);
  const who: JsonObject =
    play.players === 'swap' ? { in: on ?? '', out: player ?? '' } : player === undefined ? {} : { player };
  const when = play.timed ? minuteOf?.({ state, config, now }) : undefined;
  return {
    type: play.type,
    data: {
      team,
      ...play.data,
      ...(option ? { [option.name]: choice ?? option.values[0]?.value ?? '' } : {}),
      ...who,
      ...when,
    },
  };
}

/** All that a play publishes: with its check, where one runs from the start. */
export function factsOfPick(
  play: Play,
  picked: Picked,
  situation: Situation,
  minuteOf: Sport['minuteOf'],
  words: Words,
): readonly Fact[] {
  if (play.facts) return play.facts(picked, words);
  const fact = factOfPick(play, picked, situation, minuteOf);
  if (!picked.checked || play.check === undefined) return [fact];
  return [fact, { type: 'var', data: { phase: 'start', subject: play.check } }];
}
