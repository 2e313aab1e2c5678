import type { JsonObject } from '../../json/json.js';
import type { Kind } from '../kind.js';
import { matchKind } from '../match/match.js';
import { parseEvent, parseObject } from '../parse.js';
import { initial, reduce } from './reduce.js';
import { footballConfig, footballEvents } from './schema.js';

export const football: Kind = {
  ...matchKind,
  name: 'football',
  schemas: { config: footballConfig, events: footballEvents },
  parseConfig: (config) => parseObject(footballConfig, config, 'config'),
  configChangesState: () => false,
  parseUpdate: (type, data) => parseEvent(footballEvents, type, data),
  initial: () => initial() as unknown as JsonObject,
  reduce,
};
