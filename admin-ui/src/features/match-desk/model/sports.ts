import { football } from './sports/football.js';
import type { Sport } from './sport.js';

export const SPORTS: readonly Sport[] = [football];

/** The sport of a feed's kind; undefined: no desk knows it. */
export function sportOf(kind: string): Sport | undefined {
  return SPORTS.find((sport) => sport.kind === kind);
}
