import { z } from 'zod';
import { textFault } from '../json/input.js';

const CONTROL = /[\u0000-\u001f\u007f]/;

/** What is kept or compared where no character may be U+0000 or half of one: the database has neither. */
function storable(text: z.ZodString): z.ZodString {
  return text.superRefine((value, context) => {
    const fault = textFault(value);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  });
}

/** Text from outside that may reach the database: neither empty nor longer than `max`. */
export function text(max: number, string: z.ZodString = z.string()): z.ZodString {
  return storable(string.min(1, 'must not be empty').max(max, `must be at most ${max} characters`));
}

/** Text of one line: logs should not be written by names. */
export function line(max: number, string?: z.ZodString): z.ZodString {
  return text(max, string).refine((value) => !CONTROL.test(value), 'must not contain control characters');
}
