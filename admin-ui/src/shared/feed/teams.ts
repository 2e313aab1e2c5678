import type { JsonObject } from '../../../../src/core/json/json.js';
import { count, object, text } from './read.js';

export type Side = 'home' | 'away';
export const SIDES: readonly Side[] = ['home', 'away'];

export interface Player {
  readonly name: string;
  readonly number?: number;
}

export interface Team {
  readonly name: string;
  /** Three letters or so; the name where there is none. */
  readonly code: string;
  readonly color: string | undefined;
  readonly players: readonly Player[];
}

export type Teams = Readonly<Record<Side, Team>>;

function players(team: JsonObject): readonly Player[] {
  const listed = team['players'];
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((one: unknown) => {
    const member = object({ one } as JsonObject, 'one');
    const name = text(member, 'name');
    const number = count(member, 'number');
    return name === undefined ? [] : [number === undefined ? { name } : { name, number }];
  });
}

/** The sides of a match by its config; `names` serve where it has none. */
export function teamsOf(config: JsonObject, names: Readonly<Record<Side, string>>): Teams {
  const team = (side: Side): Team => {
    const said = object(config, side);
    const name = text(said, 'name') ?? names[side];
    return { name, code: text(said, 'code') ?? name, color: text(said, 'color'), players: players(said) };
  };
  return { home: team('home'), away: team('away') };
}
