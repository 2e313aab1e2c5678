import { basketball } from './sports/basketball.js';
import { football } from './sports/football.js';
import { tennis } from './sports/tennis.js';
import type { Sport } from './sport.js';

export const SPORTS: readonly Sport[] = [football, basketball, tennis];

/** The sport of a feed's kind; undefined: no desk knows it. */
export function sportOf(kind: string): Sport | undefined {
  return SPORTS.find((sport) => sport.kind === kind);
}
