import { isObject, type JsonObject } from '../../../../../src/core/json/json.js';
import type { KindName } from '../../../../../src/core/kinds/kind.js';
import { SIDES, teamsOf } from '../../../shared/feed/teams.js';
import { object, text } from '../../../shared/feed/read.js';
import type { Feed } from '../../../shared/api/feed.js';
import { isMatch, type TeamDraft } from './draft.js';
import { readRoster, rosterText } from './roster.js';

const FORMAT = 'touchline.team';
const LARGEST_FILE = 256 * 1024;

/** Teams of earlier feeds of a kind by name; of one that played often, as it was written last. */
export function teamPresets(feeds: readonly Feed[], kind: KindName): ReadonlyMap<string, TeamDraft> {
  const presets = new Map<string, TeamDraft>();
  const latest = feeds
    .filter((feed) => feed.kind === kind && isMatch(feed.kind))
    .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  for (const { config } of latest) {
    for (const side of SIDES) {
      const team = draftOfTeam(object(config, side));
      const known = presets.get(team.name);
      // Whoever wrote the squad down once does not want to lose it to a feed without one.
      if (team.name !== '' && (!known || (known.players === '' && team.players !== ''))) {
        presets.set(team.name, known ? { ...known, players: team.players } : team);
      }
    }
  }
  return new Map([...presets].toSorted(([a], [b]) => a.localeCompare(b)));
}

function draftOfTeam(said: JsonObject): TeamDraft {
  const { home } = teamsOf({ home: said }, { home: '', away: '' });
  return {
    name: home.name,
    code: text(said, 'code') ?? '',
    color: home.color ?? '',
    players: rosterText(home.players),
  };
}

/** A team as a file, to be kept or given to another installation. */
export function exportTeam({ name, code, color, players }: TeamDraft): string {
  const team = { format: FORMAT, name, code, color, players: readRoster(players).players };
  return `${JSON.stringify(team, null, 2)}\n`;
}

/** The team of a file that `exportTeam` made, or of a `config.home`; undefined: it is neither. */
export function importTeam(file: string): TeamDraft | undefined {
  if (file.length > LARGEST_FILE) return undefined;
  try {
    const value: unknown = JSON.parse(file);
    const team = isObject(value) ? draftOfTeam(value) : undefined;
    return team?.name === '' ? undefined : team;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
