import { z } from 'zod';
import { integer, text } from '../parse.js';
import { DECISIONS, STATUSES, TEAMS } from './state.js';

const DAY_MS = 86_400_000;
const MAX_SCORE = 9_999;

export const team = z.enum(TEAMS);
/** A player as the publisher names him. */
export const player = text(100);
export const label = text(100);

const MAX_PLAYERS = 100;
const squadMember = z.strictObject({ number: integer(0, 999).optional(), name: player });

const side = z.strictObject({
  name: text(100),
  code: text(12).optional(),
  color: z
    .string()
    .regex(/^(#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|[A-Za-z]{3,20})$/, 'must be a colour such as #75aadb or blue')
    .optional(),
  /** Who may play: what the console offers when it asks for a player. */
  players: z.array(squadMember).max(MAX_PLAYERS, `must be at most ${MAX_PLAYERS} players`).optional(),
});

/** What every match kind's config has. */
export const matchConfig = {
  home: side,
  away: side,
  competition: label.optional(),
  venue: label.optional(),
};

/** The events that match kinds share, with the periods of the kind. */
export function matchEvents(period: z.ZodType<string>): readonly (readonly [string, z.ZodObject])[] {
  return [
    [
      'status',
      z.strictObject({
        status: z.enum(STATUSES),
        reason: text(500).optional(),
        decidedBy: z.enum(DECISIONS).optional(),
      }),
    ],
    ['period_start', z.strictObject({ period })],
    ['period_end', z.strictObject({ period })],
    ['clock', z.strictObject({ running: z.boolean(), valueMs: integer(0, DAY_MS) })],
    [
      'score_set',
      z.strictObject({
        home: integer(0, MAX_SCORE),
        away: integer(0, MAX_SCORE),
        reason: text(500),
      }),
    ],
    ['comment', z.strictObject({ text: text(2_000) })],
  ];
}
