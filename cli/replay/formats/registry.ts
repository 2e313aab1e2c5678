import type { Format } from '../format.js';
import { binance } from './binance.js';
import { equityCsv } from './equity-csv.js';
import { nba } from './nba.js';
import { ndjson } from './ndjson.js';
import { openfootball } from './openfootball.js';

export const FORMATS: readonly Format[] = [openfootball, nba, binance, equityCsv, ndjson];
