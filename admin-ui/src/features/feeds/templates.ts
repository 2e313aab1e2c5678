import type { KindName } from '../../../../src/core/kinds/kind.js';
import type { JsonObject } from '../../../../src/core/json/json.js';

/** An example of each event that a kind knows: what the form starts from. */
const MATCH: Readonly<Record<string, JsonObject>> = {
  status: { status: 'live' },
  period_start: { period: '1' },
  period_end: { period: '1' },
  clock: { running: true, valueMs: 600000 },
  score_set: { home: 0, away: 0, reason: '' },
  comment: { text: '' },
};

const TEMPLATES: Readonly<Record<KindName, Readonly<Record<string, JsonObject>>>> = {
  football: { goal: { team: 'home' }, ...MATCH },
  basketball: {
    basket: { team: 'home', points: 2 },
    foul: { team: 'home' },
    timeout: { team: 'home' },
    possession: { team: 'home' },
    ...MATCH,
  },
  tennis: {
    point: { winner: 'home' },
    serve: { team: 'home' },
    retire: { team: 'home' },
    status: { status: 'live' },
    comment: { text: '' },
  },
  quote: {
    trade: { price: '', size: '' },
    quote: { bid: '', bidSize: '', ask: '', askSize: '' },
    trading_status: { status: 'trading' },
    session: { date: '' },
  },
  custom: {},
};

export function typesOf(kind: KindName): readonly string[] {
  return Object.keys(TEMPLATES[kind]);
}

/** The data of an example, as one writes it; empty for a type that nobody knows. */
export function exampleOf(kind: KindName, type: string): string {
  return JSON.stringify(TEMPLATES[kind][type] ?? {}, null, 2);
}
