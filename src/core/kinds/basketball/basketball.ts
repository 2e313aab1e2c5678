import type { JsonObject } from '../../json/json.js';
import type { Kind } from '../kind.js';
import { matchKind } from '../match/match.js';
import { parseEvent, parseObject } from '../parse.js';
import { initial, reduce } from './reduce.js';
import { basketballConfig, basketballEvents } from './schema.js';

export const basketball: Kind = {
  ...matchKind,
  name: 'basketball',
  schemas: { config: basketballConfig, events: basketballEvents },
  parseConfig: (config) => parseObject(basketballConfig, config, 'config'),
  configChangesState: (before, after) => before['rules'] !== after['rules'],
  parseUpdate: (type, data) => parseEvent(basketballEvents, type, data),
  initial: (config) => initial(config) as unknown as JsonObject,
  reduce,
};
