import fc from 'fast-check';
import { fold, origin, type StoredEvent } from '../feed/fold.js';
import type { Json, JsonObject } from '../json/json.js';
import { applyPatch, diff, equal } from '../json/merge-patch.js';
import { KIND_NAMES, type KindName } from './kind.js';
import { KINDS, kindOf } from './registry.js';

const teams = { home: { name: 'A' }, away: { name: 'B' } };
const CONFIGS: Readonly<Record<KindName, JsonObject>> = {
  football: teams,
  basketball: { ...teams, rules: 'nba' },
  tennis: { ...teams, bestOf: 3, finalSet: 'tiebreak10' },
  quote: { symbol: 'ACME', currency: 'USD', priceScale: 2, previousClose: '10' },
  custom: {},
};

const team = fc.constantFrom('home', 'away');
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const decimal = fc.integer({ min: 0, max: 10_000 }).map((cents) => (cents / 100).toFixed(2));
const match = (periods: readonly string[]) =>
  [
    [
      'status',
      fc.record({
        status: fc.constantFrom('scheduled', 'live', 'break', 'ended', 'final', 'awarded', 'abandoned'),
        reason: optional(fc.constant('because')),
        decidedBy: optional(fc.constantFrom('award', 'extra_time', 'regulation')),
      }),
    ],
    ['period_start', fc.record({ period: fc.constantFrom(...periods) })],
    ['period_end', fc.record({ period: fc.constantFrom(...periods) })],
    ['clock', fc.record({ running: fc.boolean(), valueMs: fc.nat({ max: 7_200_000 }) })],
    [
      'score_set',
      fc.record({ home: fc.nat({ max: 3 }), away: fc.nat({ max: 3 }), reason: fc.constant('so') }),
    ],
    ['comment', fc.record({ text: fc.constant('well') })],
  ] as const;

const VALID: Readonly<Record<KindName, readonly (readonly [string, fc.Arbitrary<object>])[]>> = {
  football: [
    ...match(['first_half', 'second_half', 'et_first_half', 'shootout']),
    [
      'goal',
      fc.record({
        team,
        player: optional(fc.string({ minLength: 1 })),
        minute: optional(fc.nat({ max: 90 })),
      }),
    ],
    ['card', fc.record({ team, color: fc.constantFrom('yellow', 'second_yellow', 'red') })],
    ['shootout_kick', fc.record({ team, outcome: fc.constantFrom('scored', 'missed') })],
    ['stoppage_announced', fc.record({ minutes: fc.nat({ max: 9 }) })],
  ],
  basketball: [
    ...match(['1', '2', '4', '5']),
    ['basket', fc.record({ team, points: fc.constantFrom(1, 2, 3) })],
    ['foul', fc.record({ team, kind: optional(fc.constantFrom('personal', 'technical')) })],
    ['timeout', fc.record({ team })],
    ['possession', fc.record({ team })],
  ],
  tennis: [
    ...match(['1', '2', '3']),
    ['point', fc.record({ winner: team })],
    ['point', fc.record({ winner: team })],
    ['serve', fc.record({ team })],
    ['retire', fc.record({ team })],
  ],
  quote: [
    [
      'trade',
      fc.record({
        price: decimal,
        size: decimal,
        updatesLast: optional(fc.boolean()),
        updatesHighLow: optional(fc.boolean()),
        updatesVolume: optional(fc.boolean()),
      }),
    ],
    ['quote', fc.record({ bid: optional(decimal), askSize: optional(decimal) })],
    [
      'trading_status',
      fc.record({ status: fc.constantFrom('halted', 'trading'), reason: optional(fc.constant('x')) }),
    ],
    [
      'session',
      fc.record({
        open: optional(decimal),
        previousClose: optional(decimal),
        date: fc.constant('2024-08-08'),
      }),
    ],
  ],
  custom: [
    [
      'anything',
      fc.dictionary(fc.string({ maxLength: 3 }), fc.constantFrom(1, null, 'x', { a: null, b: 1 })),
    ],
  ],
};

/** What no publisher can send but a reducer must survive: types and data that do not belong together. */
const NONSENSE_WORDS: readonly Json[] = [
  null,
  '',
  'home',
  -1,
  1.5,
  [],
  {},
  '1e9',
  true,
  'final',
  'first_half',
  [null],
];
const nonsense = fc.dictionary(
  fc.constantFrom(
    'team',
    'winner',
    'period',
    'status',
    'price',
    'size',
    'points',
    'home',
    'valueMs',
    '__proto__',
  ),
  fc.constantFrom(...NONSENSE_WORDS),
);

function withoutUndefined(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function eventsOf(name: KindName, withNonsense: boolean): fc.Arbitrary<readonly StoredEvent[]> {
  const kinds = VALID[name].map(([type, data]) => fc.record({ type: fc.constant(type), data }));
  const wild = fc.record({
    type: fc.constantFrom('unknown', ...VALID[name].map(([type]) => type)),
    data: nonsense,
  });
  const one = withNonsense ? fc.oneof(...kinds, wild) : fc.oneof(...kinds);
  const seconds = fc.integer({ min: -100, max: 100 });
  return fc.array(fc.tuple(one, seconds), { maxLength: 60 }).map((drawn) =>
    drawn.map(([{ type, data }, second], index) => {
      const at = new Date(Date.UTC(2022, 11, 18, 15, 0, index + second)).toISOString();
      return { seq: index + 1, type, data: withoutUndefined(data), at, occurredAt: at };
    }),
  );
}

function holes(value: unknown, path: string): string[] {
  if (value === null || value === undefined) return [path];
  if (typeof value === 'number' && !Number.isFinite(value)) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => holes(member, `${path}.${key}`));
}

describe.each(KIND_NAMES)('a %s feed', (name) => {
  const kind = kindOf(name);
  const config = CONFIGS[name];
  const feed = { kind, config };

  it('is registered under its name and accepts its config', () => {
    expect(kind.name).toBe(name);
    expect(kind.parseConfig(config)).toMatchObject({ ok: true });
    expect(kind.configChangesState(config, structuredClone(config))).toBe(false);
  });

  it('accepts the events that this test calls valid', () => {
    fc.assert(
      fc.property(eventsOf(name, false), (events) => {
        for (const { type, data } of events)
          expect(kind.parseUpdate(type, data, config)).toMatchObject({ ok: true });
      }),
    );
  });

  it('never holds null, undefined or a number that is none, whatever comes', () => {
    const events = name === 'custom' ? eventsOf(name, false) : eventsOf(name, true);
    fc.assert(
      fc.property(events, (run) => {
        const state = fold(feed, origin(feed), run).state;
        expect(holes(state, 'state')).toEqual([]);
        expect(kind.statusOf(state) === undefined || typeof kind.statusOf(state) === 'string').toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps winner and decision for a decided match only', () => {
    if (name === 'quote' || name === 'custom') return;
    fc.assert(
      fc.property(eventsOf(name, false), (run) => {
        const { status, winner, decidedBy } = fold(feed, origin(feed), run).state;
        const decided = ['ended', 'final', 'awarded'].includes(String(status));
        expect(decidedBy !== undefined).toBe(decided);
        if (!decided) expect(winner).toBeUndefined();
      }),
    );
  });

  it('reduces purely: the patch of each step leads from state to state, and the arguments stay', () => {
    fc.assert(
      fc.property(eventsOf(name, false), (run) => {
        let state = kind.initial(config);
        for (const event of run) {
          const before = JSON.stringify([state, event, config]);
          const next = kind.reduce(state, event, config);
          expect(JSON.stringify([state, event, config])).toBe(before);
          expect(equal(applyPatch(state, diff(state, next)), next)).toBe(true);
          state = next;
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('the registry', () => {
  it('knows every kind', () => {
    expect(Object.keys(KINDS).sort()).toEqual([...KIND_NAMES].sort());
  });
});
