import { z } from 'zod';
import { label, matchConfig, matchEvents, player, team } from '../match/schema.js';
import type { EventSchemas } from '../parse.js';
import { PERIOD, RULES } from './rules.js';

export const basketballConfig = z.strictObject({ ...matchConfig, rules: z.enum(RULES) });

export const basketballEvents: EventSchemas = new Map<string, z.ZodObject>([
  ...matchEvents(z.string().regex(PERIOD, 'must be "1" to "4", or "5" and more for overtimes')),
  [
    'basket',
    z.strictObject({
      team,
      points: z.literal([1, 2, 3]),
      player: player.optional(),
    }),
  ],
  ['foul', z.strictObject({ team, kind: label.optional(), player: player.optional() })],
  ['timeout', z.strictObject({ team })],
  ['possession', z.strictObject({ team })],
]);
