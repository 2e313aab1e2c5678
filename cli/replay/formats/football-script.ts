import type { JsonObject } from '../../../src/core/json/json.js';
import {
  type KickFact,
  type MatchFacts,
  type Minute,
  type Pair,
  type Period,
  periodEndMinute,
  periodOf,
  periodStartMinute,
} from './football-facts.js';
import { kicksFor } from './shootout.js';

/** One update of a match, `atMs` after kick-off in real time. */
export interface Step {
  readonly atMs: number;
  readonly type: string;
  readonly data: JsonObject;
}

const MINUTE = 60_000;
const RESULTS_ONLY = 'The source gives results only.';
/** Two halves, the break between them and some stoppage time. */
const RESULT_AFTER = 110;
const KICK_MS = 45_000;
/** The whistle comes at least this long after the regular end, when the file knows of nothing later. */
const LEAST_STOPPAGE: Readonly<Record<Period, number>> = {
  first_half: 1,
  second_half: 3,
  et_first_half: 1,
  et_second_half: 1,
};
const BREAK_BEFORE: Readonly<Record<Period, number>> = {
  first_half: 0,
  second_half: 15,
  et_first_half: 5,
  et_second_half: 1,
};
const BREAK_BEFORE_SHOOTOUT = 5;
/** Statuses that mean: not played to its end. */
const NOT_PLAYED = new Set(['cancelled', 'postponed', 'abandoned', 'suspended']);

/**
 * The updates of a match in real time: periods (which start and stop the clock), goals, cards, changes, kicks and the end. The length of stoppage
 * time and of the breaks is not in such files: it is the shortest that fits what is.
 */
export function matchScript(facts: MatchFacts): readonly Step[] {
  if (facts.status && NOT_PLAYED.has(facts.status)) {
    return [{ atMs: 0, type: 'status', data: { status: facts.status, reason: 'as the file says' } }];
  }
  if (facts.status === 'awarded') return awarded(facts);
  if (!facts.ft) return [];
  return new Script(facts, facts.ft).steps();
}

function awarded(facts: MatchFacts): readonly Step[] {
  const result = facts.et ?? facts.ft;
  const score: Step[] = result
    ? [{ atMs: 0, type: 'score_set', data: { home: result[0], away: result[1], reason: 'awarded' } }]
    : [];
  return [...score, { atMs: 0, type: 'status', data: { status: 'awarded', decidedBy: 'award' } }];
}

function ordinal(at: Minute): number {
  return at.minute * 1000 + (at.stoppage ?? 0);
}

class Script {
  readonly #facts: MatchFacts;
  readonly #ft: Pair;
  readonly #steps: Step[] = [];
  #now = 0;

  constructor(facts: MatchFacts, ft: Pair) {
    this.#facts = facts;
    this.#ft = ft;
  }

  steps(): readonly Step[] {
    const periods: readonly Period[] = this.#extraTime
      ? ['first_half', 'second_half', 'et_first_half', 'et_second_half']
      : ['first_half', 'second_half'];
    if (!this.#facts.goals && !this.#facts.ht) return this.#resultOnly();
    for (const period of periods) this.#play(period, period === periods.at(-1));
    if (this.#facts.p) this.#shootout(this.#facts.p);
    this.#end();
    return this.#steps;
  }

  get #extraTime(): boolean {
    return this.#facts.et !== undefined;
  }

  /** Without half-time score and goals there is nothing to tell of the periods. */
  #resultOnly(): readonly Step[] {
    const [home, away] = this.#facts.et ?? this.#ft;
    this.#add(0, 'status', { status: 'live' });
    this.#now = RESULT_AFTER * MINUTE;
    this.#add(this.#now, 'score_set', { home, away, reason: RESULTS_ONLY });
    if (this.#facts.p) this.#shootout(this.#facts.p);
    this.#end();
    return this.#steps;
  }

  #play(period: Period, last: boolean): void {
    const start = this.#now + BREAK_BEFORE[period] * MINUTE;
    const from = periodStartMinute(period);
    this.#add(start, 'status', { status: 'live' });
    this.#add(start, 'period_start', { period });
    const events = this.#eventsOf(period);
    for (const event of events) this.#add(start + this.#offset(event.at, period), event.type, event.data);
    const stoppage = Math.max(
      LEAST_STOPPAGE[period],
      ...events.map((event) => this.#stoppage(event.at, period)),
    );
    const length = (periodEndMinute(period) - from + stoppage) * MINUTE;
    const end = start + length;
    this.#scoreWithoutGoals(period, end);
    this.#add(end, 'period_end', { period });
    if (!last || this.#facts.p) this.#add(end, 'status', { status: 'break' });
    this.#now = end;
  }

  #stoppage(at: Minute, period: Period): number {
    const beyond = at.minute - periodEndMinute(period);
    return Math.max(0, beyond) + (at.minute >= periodEndMinute(period) ? (at.stoppage ?? 0) : 0);
  }

  /** Minute m of the label runs from m-1:00 to m:00; what happened in it is placed in its middle. */
  #offset(at: Minute, period: Period): number {
    const minutes = at.minute - periodStartMinute(period) + (at.stoppage ?? 0);
    return Math.max(0, minutes - 0.5) * MINUTE;
  }

  #eventsOf(period: Period): readonly { at: Minute; type: string; data: JsonObject }[] {
    const { goals = [], cards = [], substitutions = [] } = this.#facts;
    return [
      ...goals.map((goal) => ({
        at: goal,
        type: 'goal',
        data: { kind: 'open_play', ...goal } as JsonObject,
      })),
      ...cards.map((card) => ({ at: card, type: 'card', data: { ...card } as JsonObject })),
      ...substitutions.map((change) => ({
        at: change,
        type: 'substitution',
        data: { ...change } as JsonObject,
      })),
    ]
      .filter((event) => periodOf(event.at.minute, this.#extraTime) === period)
      .sort((a, b) => ordinal(a.at) - ordinal(b.at));
  }

  /** A file that knows results alone gets them set while the period still runs, rather than invented goals. */
  #scoreWithoutGoals(period: Period, at: number): void {
    if (this.#facts.goals) return;
    const after =
      period === 'first_half'
        ? this.#facts.ht
        : period === 'second_half'
          ? this.#ft
          : period === 'et_second_half'
            ? this.#facts.et
            : undefined;
    if (!after || (after[0] === 0 && after[1] === 0)) return;
    this.#add(at, 'score_set', { home: after[0], away: after[1], reason: RESULTS_ONLY });
  }

  #shootout(result: Pair): void {
    const kicks: readonly KickFact[] = this.#facts.kicks ?? kicksFor(...result) ?? [];
    let at = this.#now + BREAK_BEFORE_SHOOTOUT * MINUTE;
    this.#add(at, 'status', { status: 'live' });
    this.#add(at, 'period_start', { period: 'shootout' });
    if (!this.#facts.kicks) {
      this.#add(at, 'comment', {
        text: 'The source gives the result of the shoot-out only: the order of kicks is inferred.',
      });
    }
    for (const { team, scored, player } of kicks) {
      at += KICK_MS;
      this.#add(at, 'shootout_kick', {
        team,
        outcome: scored ? 'scored' : 'missed',
        ...(player ? { player } : {}),
      });
    }
    this.#add(at, 'period_end', { period: 'shootout' });
    this.#now = at;
  }

  #end(): void {
    const decidedBy = this.#facts.p ? 'shootout' : this.#extraTime ? 'extra_time' : 'regulation';
    this.#add(this.#now, 'status', { status: 'ended', decidedBy });
    this.#add(this.#now, 'status', { status: 'final', decidedBy });
  }

  #add(atMs: number, type: string, data: JsonObject): void {
    this.#steps.push({ atMs, type, data });
  }
}
