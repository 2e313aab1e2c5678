import { z } from 'zod';
import { decimalFault, normalForm } from '../../decimal/decimal.js';
import { parseTimestamp } from '../../time/timestamp.js';
import { integer, text, type EventSchemas } from '../parse.js';

export const TRADING_STATUSES = ['trading', 'halted', 'paused', 'quote_only', 'closed'] as const;
export type TradingStatus = (typeof TRADING_STATUSES)[number];

const decimal = z.string('must be a decimal string such as "61837.63"').superRefine((value, context) => {
  const fault = decimalFault(value);
  if (fault) context.addIssue({ code: 'custom', message: fault });
});
const price = decimal.transform(normalForm);
const size = decimal
  .refine((value) => !value.startsWith('-') || normalForm(value) === '0', 'must not be negative')
  .transform(normalForm);
const day = z
  .string()
  .refine(
    (value) => parseTimestamp(`${value}T00:00:00Z`) !== undefined,
    'must be a real date such as 2024-08-08',
  );

export const quoteConfig = z.strictObject({
  symbol: text(64),
  exchange: text(64).optional(),
  currency: text(16),
  /** Decimals that prices are shown with; nothing is rounded by it. */
  priceScale: integer(0, 18),
  previousClose: price.optional(),
});

export const quoteEvents: EventSchemas = new Map<string, z.ZodObject>([
  [
    'trade',
    z.strictObject({
      price,
      size,
      tradeId: text(64).optional(),
      updatesLast: z.boolean().optional(),
      updatesHighLow: z.boolean().optional(),
      updatesVolume: z.boolean().optional(),
    }),
  ],
  [
    'quote',
    z.strictObject({
      bid: price.optional(),
      bidSize: size.optional(),
      ask: price.optional(),
      askSize: size.optional(),
    }),
  ],
  ['trading_status', z.strictObject({ status: z.enum(TRADING_STATUSES), reason: text(500).optional() })],
  ['session', z.strictObject({ open: price.optional(), previousClose: price.optional(), date: day })],
]);
