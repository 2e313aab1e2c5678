import type { JsonObject } from '../../../src/core/json/json.js';
import type { LoggedEvent } from '../../../src/core/protocol/event.js';
import { CARDS, GOALS, PERIODS, SHOOTOUT, SUBSTITUTIONS } from '../../../src/demo/final-2022.js';

export interface Fact {
  readonly type: string;
  readonly data: JsonObject;
}

/** Something that happened while the clock was running. */
export interface Happening extends Fact {
  /** What the clock shows, `22:30`: the middle of its minute. */
  readonly clock: string;
}

export interface PeriodOfPlay {
  readonly period: string;
  readonly happenings: readonly Happening[];
}

interface Timed {
  readonly minute: number;
  readonly stoppage?: number;
}

const clockOf = ({ minute, stoppage = 0 }: Timed): string => `${minute + stoppage - 1}:30`;

/** The final, period by period, in the order in which things happened. */
export function finalByPeriod(): readonly PeriodOfPlay[] {
  return PERIODS.map(({ period, from, to }) => {
    const falls = ({ minute }: Timed): boolean => minute > from && minute <= to;
    const of = (type: string, facts: readonly Timed[], more: JsonObject = {}): Happening[] =>
      facts
        .filter(falls)
        .map((fact) => ({ type, data: { ...fact, ...more } as JsonObject, clock: clockOf(fact) }));
    const happenings = [
      ...of('goal', GOALS),
      ...of('card', CARDS, { color: 'yellow' }),
      ...of('substitution', SUBSTITUTIONS),
    ].sort((a, b) => Number.parseInt(a.clock, 10) - Number.parseInt(b.clock, 10));
    return { period, happenings };
  });
}

export function happeningAt(happenings: readonly Happening[], clock: string, type: string): Happening {
  const found = happenings.find((one) => one.clock === clock && one.type === type);
  if (!found) throw new Error(`There is no ${type} at ${clock}.`);
  return found;
}

/** From a minute of the clock on, up to another. */
export function happeningsFrom(
  happenings: readonly Happening[],
  from: number,
  until = Number.POSITIVE_INFINITY,
): readonly Happening[] {
  return happenings.filter(({ clock }) => {
    const minute = Number.parseInt(clock, 10);
    return minute >= from && minute < until;
  });
}

/** The goalkeeper was booked between two kicks, when no clock ran. */
export function shootoutFacts(): readonly Fact[] {
  return SHOOTOUT.map((kick): Fact => {
    if (!('card' in kick)) return { type: 'shootout_kick', data: { ...kick } };
    const { team, player } = kick.card;
    return { type: 'card', data: { team, player, color: 'yellow' } };
  });
}

/** All that is to be in the log at the end, each once. */
export function finalFacts(): readonly Fact[] {
  const played = finalByPeriod().flatMap(({ happenings }) =>
    happenings.map(({ type, data }) => ({ type, data })),
  );
  return [...played, ...shootoutFacts()];
}

const PLAYS: ReadonlySet<string> = new Set(['goal', 'card', 'substitution', 'shootout_kick']);

/** What the events of a log amount to: plays in their order, amended as they were, without those that were struck. */
export function playsIn(events: readonly LoggedEvent[]): readonly Fact[] {
  const facts = new Map<number, Fact>();
  for (const { seq, type, data, target, amendedType } of events) {
    const before = target === undefined ? undefined : facts.get(target);
    if (type === 'void') facts.delete(target ?? 0);
    else if (target !== undefined && before) facts.set(target, { type: amendedType ?? before.type, data });
    else facts.set(seq, { type, data });
  }
  return [...facts.values()].filter(({ type }) => PLAYS.has(type));
}
