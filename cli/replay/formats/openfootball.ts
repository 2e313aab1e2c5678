import { z } from 'zod';
import { EXIT, Failure } from '../../failure.js';
import type { Expectation, Format, FormatOptions, ReplayItem, ReplayNote } from '../format.js';
import type { Source } from '../source.js';
import { type GoalFact, type MatchFacts, type Pair, type Period, periodOf } from './football-facts.js';
import { matchScript } from './football-script.js';
import { iso, localInstant } from './local-time.js';
import { kicksFor, type Side } from './shootout.js';
import { slug } from './slug.js';

const pair = z.tuple([z.int().min(0), z.int().min(0)]);
const goal = z.object({
  name: z.string().optional(),
  minute: z.union([z.int().min(0), z.string().regex(/^\d{1,3}(\+\d{1,2})?'?$/)]),
  offset: z.int().min(0).optional(),
  penalty: z.boolean().optional(),
  owngoal: z.boolean().optional(),
});
const team = z.union([
  z.string().transform((name) => ({ name, code: undefined })),
  z.object({ name: z.string(), code: z.string().optional() }),
]);
const match = z.object({
  round: z.string().optional(),
  num: z.int().optional(),
  date: z.iso.date(),
  time: z.string().optional(),
  team1: team,
  team2: team,
  score: z
    .object({ ht: pair.optional(), ft: pair.optional(), et: pair.optional(), p: pair.optional() })
    .optional(),
  goals1: z.array(goal).optional(),
  goals2: z.array(goal).optional(),
  ground: z.string().optional(),
  status: z.string().optional(),
});
const file = z.union([
  z.object({ name: z.string(), matches: z.array(match) }),
  z
    .object({ name: z.string(), rounds: z.array(z.object({ name: z.string(), matches: z.array(match) })) })
    .transform(({ name, rounds }) => ({
      name,
      matches: rounds.flatMap((round) => round.matches.map((item) => ({ round: round.name, ...item }))),
    })),
]);

type Match = z.infer<typeof match>;
type Goal = z.infer<typeof goal>;

/** Where the clocks hang that a competition's kick-off times were read from, when the file does not say. */
const ZONES: readonly (readonly [RegExp, string])[] = [
  [/World Cup 2022/i, 'Asia/Qatar'],
  [/\bEuro (20\d\d)/i, 'Europe/Berlin'],
  [/English|Premier League|England/i, 'Europe/London'],
  [/French|Ligue/i, 'Europe/Paris'],
  [/German|Deutsch|Bundesliga/i, 'Europe/Berlin'],
  [/Spanish|Primera Divisi|España/i, 'Europe/Madrid'],
  [/Italian|Serie [AB]/i, 'Europe/Rome'],
];

/** Competitions of github.com/openfootball: a `matches` list or `rounds`, one feed a match. */
export const openfootball: Format = {
  name: 'openfootball',
  whole: true,
  async *read(source: Source, options: FormatOptions): AsyncIterable<ReplayItem> {
    const parsed = file.safeParse(await source.json());
    if (!parsed.success) {
      throw new Failure(`${source.name} is no openfootball file: ${describe(parsed.error)}`, EXIT.usage);
    }
    const { name, matches } = parsed.data;
    const chosen = options.match === undefined ? matches : matches.slice(options.match - 1, options.match);
    if (chosen.length === 0) {
      throw new Failure(
        `--match ${options.match}: ${source.name} has matches 1 to ${matches.length}`,
        EXIT.usage,
      );
    }
    const zone = options.zone ?? ZONES.find(([pattern]) => pattern.test(name))?.[1] ?? 'UTC';
    if (chosen.some((item) => item.time && !/UTC/.test(item.time))) {
      yield note('info', `Kick-off times without an offset are read as ${zone} (--zone changes that).`);
    }
    for (const item of chosen) yield* readMatch(item, name, zone, options);
  },
};

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'the file'}: ${issue.message}` : 'unknown shape';
}

function note(level: ReplayNote['level'], text: string): ReplayNote {
  return { item: 'note', level, text };
}

function kickOff(item: Match, zone: string): number | undefined {
  const found = /^(\d{1,2}):(\d{2})(?:\s+UTC([+-]\d{1,2})(?::(\d{2}))?)?/.exec(item.time ?? '');
  if (!found) return undefined;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  if (found[3] === undefined) return localInstant(item.date, minutes, zone);
  const sign = found[3].startsWith('-') ? -1 : 1;
  const ahead = Number(found[3]) * 60 + sign * Number(found[4] ?? 0);
  return localInstant(item.date, minutes - ahead, 'UTC');
}

function goalFact(item: Goal, team: Side): GoalFact {
  const [minute, text] =
    typeof item.minute === 'number'
      ? [item.minute, undefined]
      : item.minute.replace("'", '').split('+').map(Number);
  const stoppage = item.offset ?? text;
  return {
    team,
    ...(item.penalty ? { kind: 'penalty' as const } : item.owngoal ? { kind: 'own_goal' as const } : {}),
    ...(item.name ? { player: item.name } : {}),
    minute: minute as number,
    ...(stoppage ? { stoppage } : {}),
  };
}

export function factsOf(item: Match, zone: string): MatchFacts {
  const start = kickOff(item, zone);
  const listed = item.goals1 !== undefined || item.goals2 !== undefined;
  const { ft, et } = item.score ?? {};
  const goalless = (et ?? ft)?.every((goals) => goals === 0) ?? false;
  const status = item.status?.toLowerCase();
  return {
    ...(start === undefined ? {} : { kickOff: start }),
    ...item.score,
    ...(listed || goalless
      ? {
          goals: [
            ...(item.goals1 ?? []).map((entry) => goalFact(entry, 'home')),
            ...(item.goals2 ?? []).map((entry) => goalFact(entry, 'away')),
          ],
        }
      : {}),
    ...(status ? { status: status === 'canceled' ? 'cancelled' : status } : {}),
  };
}

function* readMatch(
  item: Match,
  competition: string,
  zone: string,
  options: FormatOptions,
): Iterable<ReplayItem> {
  const facts = factsOf(item, zone);
  const names = `${item.team1.name} v ${item.team2.name}`;
  const id = `${options.prefix}football.${slug(competition)}.${item.date}.${slug(item.team1.name)}-${slug(item.team2.name)}`;
  const side = (one: Match['team1']): { name: string; code?: string } => ({
    name: one.name,
    ...(one.code ? { code: one.code } : {}),
  });
  yield {
    item: 'feed',
    create: true,
    feed: {
      id,
      kind: 'football',
      title: names,
      tags: [slug(competition), ...options.tags],
      config: {
        home: side(item.team1),
        away: side(item.team2),
        competition: competition.slice(0, 100),
        ...(item.ground ? { venue: item.ground.slice(0, 100) } : {}),
      },
      ...(facts.kickOff === undefined ? {} : { startsAt: iso(facts.kickOff) }),
    },
  };
  const start = facts.kickOff ?? Date.parse(item.date);
  for (const [index, step] of matchScript(facts).entries()) {
    yield {
      item: 'update',
      feed: id,
      key: `openfootball:${index}`,
      type: step.type,
      data: step.data,
      ...(facts.kickOff === undefined ? {} : { occurredAt: iso(start + step.atMs) }),
      paceMs: start + step.atMs,
    };
  }
  yield* contradictions(facts, `${item.date} ${names}`);
  yield { item: 'expect', feed: id, expectations: expectations(facts) };
}

function periodScore(facts: MatchFacts, period: Period): Pair {
  const goals = (facts.goals ?? []).filter(
    (entry) => periodOf(entry.minute, facts.et !== undefined) === period,
  );
  return [
    goals.filter((entry) => entry.team === 'home').length,
    goals.filter((entry) => entry.team === 'away').length,
  ];
}

function same(a: Pair, b: Pair): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Where the goals of a file do not give its half-time score, the goals are followed: they carry minutes and names. */
function* contradictions(facts: MatchFacts, label: string): Iterable<ReplayNote> {
  if (facts.p && !kicksFor(...facts.p))
    yield note('contradiction', `${label}: no shoot-out ends ${facts.p.join('-')}.`);
  const result = facts.et ?? facts.ft;
  if (facts.goals && result && !facts.status && !agrees(facts)) {
    const home = facts.goals.filter((entry) => entry.team === 'home').length;
    const listed = `${home}-${facts.goals.length - home}`;
    yield note(
      'contradiction',
      `${label}: the score is ${result.join('-')} in the file, but its goals are listed as ${listed}.`,
    );
  }
  if (!facts.ht || facts.status || !agrees(facts)) return;
  const counted = periodScore(facts, 'first_half');
  if (same(counted, facts.ht)) return;
  yield note(
    'contradiction',
    `${label}: half-time is ${facts.ht.join('-')} in the file, but its own goals give ${counted.join('-')}; the goals were followed.`,
  );
}

function expectations(facts: MatchFacts): readonly Expectation[] {
  const result = facts.et ?? facts.ft;
  if (facts.status) {
    const score =
      facts.status === 'awarded' && result ? { 'score.home': result[0], 'score.away': result[1] } : {};
    return [{ what: 'status', values: { status: facts.status, ...score } }];
  }
  if (!result) return [{ what: 'status', values: { status: 'scheduled' } }];
  const decidedBy = facts.p ? 'shootout' : facts.et ? 'extra_time' : 'regulation';
  return [
    { what: 'score', values: { 'score.home': result[0], 'score.away': result[1] } },
    ...byPeriod(facts),
    { what: 'shoot-out', values: { 'shootout.home': facts.p?.[0], 'shootout.away': facts.p?.[1] } },
    { what: 'result', values: { status: 'final', winner: winnerOf(facts.p ?? result), decidedBy } },
  ];
}

function winnerOf([home, away]: Pair): string {
  return home > away ? 'home' : home < away ? 'away' : 'draw';
}

/** Whether the goals of the file add up to its own result. */
function agrees({ goals, ft, et }: MatchFacts): boolean {
  const result = et ?? ft;
  if (!goals || !result) return false;
  const home = goals.filter((entry) => entry.team === 'home').length;
  return same([home, goals.length - home], result);
}

function byPeriod(facts: MatchFacts): readonly Expectation[] {
  const { ht, ft, et } = facts;
  if (!ft) return [];
  const first = agrees(facts) ? periodScore(facts, 'first_half') : ht;
  const score = (what: string, period: string, value: Pair): Expectation => ({
    what,
    values: { [`scoreByPeriod.${period}.home`]: value[0], [`scoreByPeriod.${period}.away`]: value[1] },
  });
  if (!first) return [];
  const list = [
    score('half-time', 'first_half', first),
    score('second half', 'second_half', [ft[0] - first[0], ft[1] - first[1]]),
  ];
  if (!et || !agrees(facts)) return list;
  const firstExtra = periodScore(facts, 'et_first_half');
  return [
    ...list,
    score('extra time, first half', 'et_first_half', firstExtra),
    score('extra time, second half', 'et_second_half', [
      et[0] - ft[0] - firstExtra[0],
      et[1] - ft[1] - firstExtra[1],
    ]),
  ];
}
