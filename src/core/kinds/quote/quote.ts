import type { JsonObject } from '../../json/json.js';
import type { Kind } from '../kind.js';
import { parseEvent, parseObject } from '../parse.js';
import { initial, reduce } from './reduce.js';
import { quoteConfig, quoteEvents } from './schema.js';
import { tradeOf } from './trade.js';

function statusOf(state: JsonObject): string | undefined {
  return typeof state['tradingStatus'] === 'string' ? state['tradingStatus'] : undefined;
}

export const quote: Kind = {
  name: 'quote',
  schemas: { config: quoteConfig, events: quoteEvents },
  parseConfig: (config) => parseObject(quoteConfig, config, 'config'),
  configChangesState: (before, after) =>
    before['priceScale'] !== after['priceScale'] || before['previousClose'] !== after['previousClose'],
  parseUpdate: (type, data) => parseEvent(quoteEvents, type, data),
  initial: (config) => initial(config) as unknown as JsonObject,
  reduce,
  refuses: () => undefined,
  dataIsPatch: false,
  statusOf,
  isActive: (state) => statusOf(state) === 'trading',
  tradeOf,
};
