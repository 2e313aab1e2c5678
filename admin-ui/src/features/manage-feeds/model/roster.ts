import type { Player } from '../../../shared/feed/teams.js';

/** The server takes no more. */
const MOST_PLAYERS = 100;
const HIGHEST_NUMBER = 999;
const LONGEST_NAME = 100;

export type RosterFault = 'roster.tooMany' | 'roster.number' | 'roster.name' | 'roster.twice';

export interface Roster {
  readonly players: readonly Player[];
  readonly faults: readonly { readonly line: number; readonly fault: RosterFault }[];
}

/**
 * Players as they are written or pasted: one a line, the number before or behind the name, set apart by a space, a dot, a tab, a comma
 * or a semicolon. Empty lines don't count.
 */
export function readRoster(text: string): Roster {
  const players: Player[] = [];
  const faults: { line: number; fault: RosterFault }[] = [];
  const numbers = new Set<number>();
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    if (written.trim() === '') continue;
    const player = readPlayer(written);
    const { number } = player;
    const at = (fault: RosterFault): unknown => faults.push({ line: index + 1, fault });
    if (player.name === '' || player.name.length > LONGEST_NAME) at('roster.name');
    else if (number !== undefined && number > HIGHEST_NUMBER) at('roster.number');
    else if (number !== undefined && numbers.has(number)) at('roster.twice');
    else players.push(player);
    if (number !== undefined) numbers.add(number);
    if (players.length === MOST_PLAYERS + 1) at('roster.tooMany');
  }
  return { players: players.slice(0, MOST_PLAYERS), faults };
}

function readPlayer(written: string): Player {
  const line = written.trim();
  const before = /^#?(\d+)(?:[.)]?[\s,;]+|[.)])\s*(.*)$/.exec(line);
  if (before) return { name: before[2] ?? '', number: Number(before[1]) };
  const behind = /^(.*?)[\s,;]+[#(]?(\d+)\)?$/.exec(line);
  if (behind) return { name: behind[1]?.trim() ?? '', number: Number(behind[2]) };
  return { name: /^#?\d+$/.test(line) ? '' : line };
}

/** As `readRoster` reads it back. */
export function rosterText(players: readonly Player[]): string {
  return players.map(({ name, number }) => (number === undefined ? name : `${number} ${name}`)).join('\n');
}
