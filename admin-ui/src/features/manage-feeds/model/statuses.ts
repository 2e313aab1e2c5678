import { STATUSES } from '../../../../../src/core/kinds/match/state.js';
import type { TradingStatus } from '../../../../../src/core/kinds/quote/schema.js';

/** Of quotes, as the server knows them: its own list would bring the schema library along. */
const TRADING = [
  'trading',
  'halted',
  'paused',
  'quote_only',
  'closed',
] as const satisfies readonly TradingStatus[];

/** Whatever a feed of a kind that has statuses can be listed by. */
export const LISTED_STATUSES = [...STATUSES, ...TRADING] as const;
