import { custom } from './custom/custom.js';
import { football } from './football/football.js';
import { quote } from './quote/quote.js';
import type { Kind, KindName } from './kind.js';

/** Every kind: adding one is its folder and its line here. */
export const KINDS: Readonly<Record<KindName, Kind>> = {
  football,
  basketball: { ...custom, name: 'basketball' },
  tennis: { ...custom, name: 'tennis' },
  quote,
  custom,
};

export function kindOf(name: KindName): Kind {
  return KINDS[name];
}
