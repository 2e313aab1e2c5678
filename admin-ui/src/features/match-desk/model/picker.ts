import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Player, Side } from '../../../shared/feed/teams.js';
import type { MatchMinute } from '../../../shared/feed/clock.js';
import type { PlayAction } from './actions.js';
import type { Fact } from '../../../shared/press/press.js';

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

export interface Picked {
  readonly team: Side;
  readonly player?: string | undefined;
  /** Of a substitution: who comes on. */
  readonly on?: string | undefined;
  readonly kind?: string | undefined;
  readonly color?: string | undefined;
  readonly outcome?: string | undefined;
}

/** The event that an action and its answers make. */
export function factOfPick(action: PlayAction, picked: Picked, minute: MatchMinute | undefined): Fact {
  const { team, player, on, kind, color, outcome } = picked;
  const who: JsonObject = { team, ...(player === undefined ? {} : { player }) };
  const when: JsonObject = minute ? { ...minute } : {};
  switch (action) {
    case 'goal':
      return { type: 'goal', data: { ...who, kind: kind ?? 'open_play', ...when } };
    case 'yellow':
    case 'red':
      return { type: 'card', data: { ...who, color: color ?? action, ...when } };
    case 'substitution':
      return { type: 'substitution', data: { team, in: on ?? '', out: player ?? '', ...when } };
    case 'penalty_missed':
      return { type: 'penalty_missed', data: { ...who, ...when } };
    case 'shootout':
      return { type: 'shootout_kick', data: { ...who, outcome: outcome ?? 'scored' } };
  }
}
