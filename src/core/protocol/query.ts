import { z } from 'zod';

/** A parameter of a query as text: twice the same name would leave open which one counts. */
export const once = z.string('must be given once');

/** How many items a page has: 1 to `most`, else `standard`. */
export const limit = (most: number, standard: number) =>
  once
    .regex(/^[1-9][0-9]{0,5}$/, `must be a whole number from 1 to ${most}`)
    .transform(Number)
    .refine((value) => value <= most, `must be a whole number from 1 to ${most}`)
    .meta({ type: 'integer', minimum: 1, maximum: most })
    .default(standard);
