import { basketball } from './basketball/basketball.js';
import { custom } from './custom/custom.js';
import { football } from './football/football.js';
import type { Kind, KindName } from './kind.js';
import { quote } from './quote/quote.js';
import { tennis } from './tennis/tennis.js';

/** Every kind: adding one is its folder and its line here. */
export const KINDS: Readonly<Record<KindName, Kind>> = { football, basketball, tennis, quote, custom };

export function kindOf(name: KindName): Kind {
  return KINDS[name];
}
