import { z } from 'zod';
import { matchConfig, matchEvents, label, player, team } from '../match/schema.js';
import { integer, type EventSchemas } from '../parse.js';
import { PERIODS } from './periods.js';

const minute = integer(0, 200).optional();
const stoppage = integer(0, 60).optional();

export const footballConfig = z.strictObject(matchConfig);

export const footballEvents: EventSchemas = new Map<string, z.ZodObject>([
  ...matchEvents(z.enum(PERIODS)),
  [
    'goal',
    z.strictObject({
      team,
      kind: z.enum(['open_play', 'penalty', 'own_goal', 'free_kick']).optional(),
      player: player.optional(),
      assist: player.optional(),
      minute,
      stoppage,
    }),
  ],
  ['penalty_missed', z.strictObject({ team, player: player.optional(), minute, stoppage })],
  [
    'card',
    z.strictObject({
      team,
      color: z.enum(['yellow', 'second_yellow', 'red']),
      player: player.optional(),
      minute,
      stoppage,
    }),
  ],
  ['substitution', z.strictObject({ team, in: player, out: player, minute, stoppage })],
  [
    'shootout_kick',
    z.strictObject({
      team,
      outcome: z.enum(['scored', 'missed', 'saved']),
      player: player.optional(),
    }),
  ],
  ['var', z.strictObject({ phase: z.enum(['start', 'end']), subject: label, outcome: label.optional() })],
  ['stoppage_announced', z.strictObject({ minutes: integer(0, 60) })],
]);
