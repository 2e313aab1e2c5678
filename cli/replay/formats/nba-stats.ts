import { z } from 'zod';
import type { JsonObject } from '../../../src/core/json/json.js';
import { EXIT, Failure } from '../../failure.js';
import type { FormatOptions, ReplayItem } from '../format.js';
import { BasketballScript, type Play } from './basketball-script.js';
import { iso, localInstant } from './local-time.js';
import type { Side } from './shootout.js';

export const statsFile = z.object({
  resource: z.literal('playbyplay'),
  resultSets: z
    .array(
      z.object({ name: z.string(), headers: z.array(z.string()), rowSet: z.array(z.array(z.unknown())) }),
    )
    .min(1),
});

type Row = Readonly<Record<string, unknown>>;

const MADE = 1;
const FREE_THROW = 3;
const FOUL = 6;
const TIMEOUT = 9;
const PERIOD_START = 12;
const PERIOD_END = 13;
/** Message types after which the clock stands: free throw, foul, violation, substitution, timeout, review. */
const STOPS_CLOCK = new Set([FREE_THROW, FOUL, 7, 8, TIMEOUT, 18]);
const FOUL_KINDS: Readonly<Record<number, string>> = {
  2: 'shooting',
  4: 'offensive',
  26: 'offensive',
  11: 'technical',
  12: 'technical',
  13: 'technical',
  16: 'technical',
  17: 'technical',
  18: 'technical',
  14: 'flagrant',
  15: 'flagrant',
};
const DAY_MS = 86_400_000;
/** Stands in for the day when nobody gave it; it is used for distances only. */
const NO_DATE = '2000-01-01';

function text(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The file of stats.nba.com: one table whose rows know the time of day, but not the day. */
export function* readStats(file: z.infer<typeof statsFile>, options: FormatOptions): Iterable<ReplayItem> {
  const table = file.resultSets.find(({ name }) => name === 'PlayByPlay') ?? file.resultSets[0];
  const rows = (table?.rowSet ?? []).map(
    (cells) => Object.fromEntries((table?.headers ?? []).map((name, index) => [name, cells[index]])) as Row,
  );
  const gameId = rows[0] && text(rows[0], 'GAME_ID');
  if (!gameId) throw new Failure('The file has no rows with a GAME_ID.', EXIT.usage);
  const id = `${options.prefix}nba.${gameId}`;
  const [home, away] = [team(rows, 'HOMEDESCRIPTION'), team(rows, 'VISITORDESCRIPTION')];
  const plays = new StatsPlays(options).plays(rows);
  yield {
    item: 'feed',
    create: true,
    feed: {
      id,
      kind: 'basketball',
      title: `${away.name} at ${home.name}`,
      tags: ['nba', ...options.tags],
      config: { rules: 'nba', home, away },
      ...(options.date && plays[0] ? { startsAt: iso(plays[0].at) } : {}),
    },
  };
  yield* new BasketballScript(id, options.date !== undefined).items(plays);
  if (options.date === undefined) {
    yield {
      item: 'note',
      level: 'info',
      text: `${gameId}: the file does not know its day, so events carry the time of their publication (--date YYYY-MM-DD changes that).`,
    };
  }
}

/** The team whose player stands first in a row that only this side describes. */
function team(
  rows: readonly Row[],
  column: 'HOMEDESCRIPTION' | 'VISITORDESCRIPTION',
): { name: string; code: string } {
  const other = column === 'HOMEDESCRIPTION' ? 'VISITORDESCRIPTION' : 'HOMEDESCRIPTION';
  const row = rows.find(
    (item) => text(item, column) && !text(item, other) && text(item, 'PLAYER1_TEAM_ABBREVIATION'),
  );
  const code = row && text(row, 'PLAYER1_TEAM_ABBREVIATION');
  if (!row || !code) throw new Failure('The file does not tell which teams play.', EXIT.usage);
  const name = [text(row, 'PLAYER1_TEAM_CITY'), text(row, 'PLAYER1_TEAM_NICKNAME')].filter(Boolean).join(' ');
  return { name: name || code, code };
}

class StatsPlays {
  readonly #date: string;
  readonly #zone: string;
  #day = 0;
  #at = Number.NEGATIVE_INFINITY;
  #clockMs = 0;
  #score: readonly [number, number] = [0, 0];

  constructor({ date, zone }: FormatOptions) {
    this.#date = date ?? NO_DATE;
    this.#zone = zone ?? 'America/New_York';
  }

  plays(rows: readonly Row[]): readonly Play[] {
    return rows.map((row) => this.#play(row));
  }

  #play(row: Row): Play {
    const type = Number(row.EVENTMSGTYPE);
    const before = this.#score;
    const score = scoreOf(row) ?? before;
    const clockMs = clockOf(row);
    const at = this.#wallTime(row, clockMs);
    this.#score = score;
    this.#clockMs = clockMs;
    return {
      key: `nba:${String(row.EVENTNUM)}`,
      at,
      period: Number(row.PERIOD),
      clockMs,
      stopsClock: STOPS_CLOCK.has(type),
      what: whatOf(row, type, before, score),
      score,
    };
  }

  /** Rows know the minute; within it they are placed by how far the game clock moved. Never backwards. */
  #wallTime(row: Row, clockMs: number): number {
    const found = /^(\d{1,2}):(\d{2}) (AM|PM)$/.exec(text(row, 'WCTIMESTRING') ?? '');
    if (!found) return this.#at;
    const minutes = (Number(found[1]) % 12) * 60 + Number(found[2]) + (found[3] === 'PM' ? 720 : 0);
    let minute = localInstant(this.#date, minutes, this.#zone) + this.#day;
    if (minute < this.#at - DAY_MS / 2) {
      this.#day += DAY_MS;
      minute += DAY_MS;
    }
    const moved = this.#at + Math.max(0, this.#clockMs - clockMs);
    this.#at = Math.max(this.#at, Math.min(Math.max(moved, minute), minute + 59_000));
    return this.#at;
  }
}

function clockOf(row: Row): number {
  const [minutes, seconds] = (text(row, 'PCTIMESTRING') ?? '0:00').split(':').map(Number);
  return ((minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
}

/** `visitor - home`. */
function scoreOf(row: Row): readonly [number, number] | undefined {
  const found = /^(\d+) - (\d+)$/.exec(text(row, 'SCORE') ?? '');
  return found ? [Number(found[2]), Number(found[1])] : undefined;
}

function whatOf(
  row: Row,
  type: number,
  before: readonly [number, number],
  score: readonly [number, number],
): Play['what'] {
  if (type === PERIOD_START) return { is: 'period_start' };
  if (type === PERIOD_END) return { is: 'period_end' };
  const home = text(row, 'HOMEDESCRIPTION');
  const away = text(row, 'VISITORDESCRIPTION');
  const name = text(row, 'PLAYER1_NAME');
  const player: JsonObject = name ? { player: name } : {};
  const rise = [score[0] - before[0], score[1] - before[1]] as const;
  if ((type === MADE || type === FREE_THROW) && (rise[0] > 0 || rise[1] > 0)) {
    const team: Side = rise[0] > 0 ? 'home' : 'away';
    return { is: 'event', type: 'basket', data: { team, points: rise[0] || rise[1], ...player } };
  }
  const team: Side = home ? 'home' : 'away';
  if (type === FOUL && (home || away)) {
    const kind = FOUL_KINDS[Number(row.EVENTMSGACTIONTYPE)] ?? 'personal';
    return { is: 'event', type: 'foul', data: { team, kind, ...player } };
  }
  if (type === TIMEOUT && (home || away)) return { is: 'event', type: 'timeout', data: { team } };
  const words = [home, text(row, 'NEUTRALDESCRIPTION'), away].filter(Boolean).join(' · ');
  return {
    is: 'event',
    type: 'comment',
    data: { text: words || (type === 18 ? 'Replay review' : 'Play stopped') },
  };
}
