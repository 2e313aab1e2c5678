import type { JsonObject } from '../../json/json.js';
import type { Kind } from '../kind.js';
import { matchKind } from '../match/match.js';
import { parseEvent, parseObject } from '../parse.js';
import { initial, reduce } from './reduce.js';
import { tennisConfig, tennisEvents } from './schema.js';

export const tennis: Kind = {
  ...matchKind,
  name: 'tennis',
  schemas: { config: tennisConfig, events: tennisEvents },
  parseConfig: (config) => parseObject(tennisConfig, config, 'config'),
  configChangesState: (before, after) =>
    before['bestOf'] !== after['bestOf'] || before['finalSet'] !== after['finalSet'],
  parseUpdate: (type, data) => parseEvent(tennisEvents, type, data),
  initial: () => initial() as unknown as JsonObject,
  reduce,
};
