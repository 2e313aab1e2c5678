import { z } from 'zod';
import { label, matchConfig, matchEvents, team } from '../match/schema.js';
import type { EventSchemas } from '../parse.js';
import { PERIODS } from './rules.js';

const FINAL_SETS = ['tiebreak', 'advantage', 'tiebreak10'] as const;

export const tennisConfig = z.strictObject({
  ...matchConfig,
  bestOf: z.literal([3, 5]),
  finalSet: z.enum(FINAL_SETS).optional(),
});

export const tennisEvents: EventSchemas = new Map<string, z.ZodObject>([
  ...matchEvents(z.enum(PERIODS)),
  ['point', z.strictObject({ winner: team, how: label.optional() })],
  ['serve', z.strictObject({ team })],
  ['retire', z.strictObject({ team })],
]);
