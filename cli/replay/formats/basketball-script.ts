import type { JsonObject } from '../../../src/core/json/json.js';
import type { Expectation, ReplayAmend, ReplayItem, ReplayUpdate } from '../format.js';
import { BasketballClock, type ClockUpdate } from './basketball-clock.js';
import { iso } from './local-time.js';
import type { Side } from './shootout.js';

/** One row of a play-by-play. */
export interface Play {
  /** Names the row within the game. */
  readonly key: string;
  readonly at: number;
  readonly period: number;
  /** Remaining in the period. */
  readonly clockMs: number;
  readonly stopsClock: boolean;
  readonly what:
    | { readonly is: 'period_start' }
    | { readonly is: 'period_end' }
    | { readonly is: 'game_end' }
    | { readonly is: 'event'; readonly type: string; readonly data: JsonObject };
  /** Set when the source says that the row was changed later than a minute after: what stood there before, and when it changed. */
  readonly edit?: { readonly at: number; readonly first: JsonObject };
  readonly possession?: Side;
  /** Running score after this row. */
  readonly score: readonly [home: number, away: number];
}

interface Edit {
  readonly at: number;
  readonly amend: ReplayAmend;
}

const PERIOD_MS = 12 * 60_000;
const OVERTIME_MS = 5 * 60_000;
const REGULAR_PERIODS = 4;

/** Publishes the rows in their true order and each edit, as an amend, when its time has come. */
export class BasketballScript {
  readonly #clock = new BasketballClock();
  readonly #feed: string;
  readonly #dated: boolean;
  readonly #edits: Edit[] = [];
  readonly #periods: (readonly [number, number])[] = [];
  #score: readonly [number, number] = [0, 0];
  #possession: Side | undefined;
  #lastPeriod = 0;
  #latest = 0;

  /** `dated`: the rows know their day, so that `occurredAt` can be told. */
  constructor(feed: string, dated: boolean) {
    this.#feed = feed;
    this.#dated = dated;
  }

  *items(plays: readonly Play[]): Iterable<ReplayItem> {
    const lastPeriod = Math.max(...plays.map((play) => play.period));
    for (const play of plays) {
      yield* this.#editsUntil(play.at);
      yield* this.#play(play, lastPeriod);
    }
    if (!plays.some((play) => play.what.is === 'game_end')) yield* this.#gameEnd('end', this.#latest);
    yield* this.#editsUntil(Number.POSITIVE_INFINITY);
    yield this.#update('final', this.#latest, 'status', { status: 'final', decidedBy: this.#decidedBy() });
    yield { item: 'expect', feed: this.#feed, expectations: this.#expectations() };
  }

  *#play(play: Play, lastPeriod: number): Iterable<ReplayItem> {
    this.#latest = Math.max(this.#latest, play.at);
    this.#score = play.score;
    this.#lastPeriod = Math.max(this.#lastPeriod, play.period);
    const { what } = play;
    if (what.is === 'event') yield* this.#event(play, what);
    else if (what.is === 'period_start') yield* this.#periodStart(play);
    else if (what.is === 'period_end') yield* this.#periodEnd(play, lastPeriod);
    else yield* this.#gameEnd(play.key, play.at);
  }

  *#periodStart(play: Play): Iterable<ReplayUpdate> {
    yield this.#update(`${play.key}:live`, play.at, 'status', { status: 'live' });
    yield this.#update(play.key, play.at, 'period_start', { period: String(play.period) });
    const length = play.period > REGULAR_PERIODS ? OVERTIME_MS : PERIOD_MS;
    this.#clock.reset(play.at, length);
  }

  *#periodEnd(play: Play, lastPeriod: number): Iterable<ReplayUpdate> {
    yield* this.#clockUpdates(play.key, this.#clock.stop(play.at, play.clockMs));
    yield this.#update(play.key, play.at, 'period_end', { period: String(play.period) });
    this.#periods.push(play.score);
    if (play.period < lastPeriod)
      yield this.#update(`${play.key}:break`, play.at, 'status', { status: 'break' });
  }

  *#gameEnd(key: string, at: number): Iterable<ReplayUpdate> {
    yield this.#update(`${key}:ended`, at, 'status', { status: 'ended', decidedBy: this.#decidedBy() });
  }

  *#event(play: Play, what: { readonly type: string; readonly data: JsonObject }): Iterable<ReplayUpdate> {
    yield* this.#clockUpdates(play.key, this.#clock.observe(play.at, play.clockMs));
    if (play.stopsClock)
      yield* this.#clockUpdates(`${play.key}:stop`, this.#clock.stop(play.at, play.clockMs));
    const { edit } = play;
    yield {
      ...this.#update(play.key, play.at, what.type, edit ? edit.first : what.data),
      ...(edit ? { corrected: true as const } : {}),
    };
    if (edit) this.#plan(play, edit.at, what.data);
    if (play.possession && play.possession !== this.#possession) {
      this.#possession = play.possession;
      yield this.#update(`${play.key}:possession`, play.at, 'possession', { team: play.possession });
    }
  }

  #plan(play: Play, at: number, data: JsonObject): void {
    const reason = `Edited by the source at ${iso(at)}.`;
    const amend: ReplayAmend = {
      item: 'amend',
      feed: this.#feed,
      key: `${play.key}:edit`,
      target: play.key,
      data,
      reason,
      paceMs: at,
    };
    this.#edits.push({ at, amend });
    this.#edits.sort((a, b) => a.at - b.at);
  }

  *#editsUntil(at: number): Iterable<ReplayAmend> {
    while (this.#edits[0] && this.#edits[0].at <= at) {
      const { amend } = this.#edits.shift() as Edit;
      this.#latest = Math.max(this.#latest, amend.paceMs);
      yield amend;
    }
  }

  *#clockUpdates(key: string, updates: readonly ClockUpdate[]): Iterable<ReplayUpdate> {
    for (const [index, { at, data }] of updates.entries()) {
      yield this.#update(`${key}:clock:${index}`, at, 'clock', data);
    }
  }

  #update(key: string, at: number, type: string, data: JsonObject): ReplayUpdate {
    return {
      item: 'update',
      feed: this.#feed,
      key,
      type,
      data,
      ...(this.#dated ? { occurredAt: iso(at) } : {}),
      paceMs: at,
    };
  }

  #decidedBy(): string {
    return this.#lastPeriod > REGULAR_PERIODS ? 'extra_time' : 'regulation';
  }

  #expectations(): readonly Expectation[] {
    const [home, away] = this.#score;
    const periods = this.#periods.map(([homeEnd, awayEnd], index) => {
      const [homeStart, awayStart] = this.#periods[index - 1] ?? [0, 0];
      const path = `scoreByPeriod.${index + 1}`;
      return {
        what: `period ${index + 1}`,
        values: { [`${path}.home`]: homeEnd - homeStart, [`${path}.away`]: awayEnd - awayStart },
      };
    });
    return [
      { what: 'score', values: { 'score.home': home, 'score.away': away } },
      ...periods,
      {
        what: 'result',
        values: { status: 'final', winner: home > away ? 'home' : 'away', decidedBy: this.#decidedBy() },
      },
    ];
  }
}
