import type { JsonObject } from '../core/json/json.js';
import { CARDS, GOALS, LINE_UPS, PERIODS, SHOOTOUT, SUBSTITUTIONS, TEAMS } from './final-2022.js';

/** An update `atMs` after the start of a run. */
export interface ScriptStep {
  readonly atMs: number;
  readonly type: string;
  readonly data: JsonObject;
}

/** One minute of the match lasts this long, so that the whole of it takes five and a half minutes. */
const MINUTE_MS = 2_000;
const BEFORE_KICK_OFF_MS = 8_000;
const BREAKS_MS: readonly number[] = [0, 8_000, 5_000, 3_000];
const BEFORE_SHOOTOUT_MS = 6_000;
const KICK_MS = 5_000;

type Period = (typeof PERIODS)[number];

/**
 * The final in fast motion. `occurredAt` is real, so each minute of the match sets the clock anew: between two anchors it runs at
 * its natural pace, and what is shown is never a minute off.
 */
export function matchScript(): readonly ScriptStep[] {
  const steps: ScriptStep[] = [
    { atMs: 0, type: 'comment', data: { text: `${TEAMS.home.name}: ${LINE_UPS.home}` } },
    { atMs: 2_000, type: 'comment', data: { text: `${TEAMS.away.name}: ${LINE_UPS.away}` } },
  ];
  let at = BEFORE_KICK_OFF_MS;
  for (const [index, period] of PERIODS.entries()) {
    at += BREAKS_MS[index] ?? 0;
    const played = periodSteps(period, at);
    steps.push(...played);
    at = played.at(-1)?.atMs ?? at;
  }
  return [...steps, ...shootoutSteps(at + BEFORE_SHOOTOUT_MS)];
}

function periodSteps(period: Period, start: number): readonly ScriptStep[] {
  const length = period.to - period.from + period.stoppage;
  const end = start + length * MINUTE_MS;
  const clock = Array.from({ length: length - 1 }, (_, index) => ({
    atMs: start + (index + 1) * MINUTE_MS,
    type: 'clock',
    data: { running: true, valueMs: (period.from + index + 1) * 60_000 },
  }));
  const announced = {
    atMs: start + (period.to - period.from - 0.5) * MINUTE_MS,
    type: 'stoppage_announced',
    data: { minutes: period.stoppage },
  };
  const during = [...clock, ...events(period, start), ...(period.announced ? [announced] : [])].sort(
    (a, b) => a.atMs - b.atMs,
  );
  return [
    { atMs: start, type: 'status', data: { status: 'live' } },
    { atMs: start, type: 'period_start', data: { period: period.period } },
    ...during,
    { atMs: end, type: 'clock', data: { running: false, valueMs: (period.from + length) * 60_000 } },
    { atMs: end, type: 'period_end', data: { period: period.period } },
    { atMs: end, type: 'status', data: { status: 'break' } },
  ];
}

/** Minute 23 is the one that runs from 22:00 to 23:00; what happened in it comes in its middle. */
function events(period: Period, start: number): readonly ScriptStep[] {
  const falls = ({ minute }: { readonly minute: number }): boolean =>
    minute > period.from && minute <= period.to;
  const at = ({ minute, stoppage }: { readonly minute: number; readonly stoppage?: number }): number =>
    start + (minute + (stoppage ?? 0) - period.from - 0.5) * MINUTE_MS;
  return [
    ...GOALS.filter(falls).map((goal) => ({ atMs: at(goal), type: 'goal', data: { ...goal } as JsonObject })),
    ...CARDS.filter(falls).map((card) => ({
      atMs: at(card),
      type: 'card',
      data: { ...card, color: 'yellow' } as JsonObject,
    })),
    ...SUBSTITUTIONS.filter(falls).map((change) => ({
      atMs: at(change),
      type: 'substitution',
      data: { ...change } as JsonObject,
    })),
  ];
}

function shootoutSteps(start: number): readonly ScriptStep[] {
  const steps: ScriptStep[] = [
    { atMs: start, type: 'status', data: { status: 'live' } },
    { atMs: start, type: 'period_start', data: { period: 'shootout' } },
  ];
  let at = start;
  for (const kick of SHOOTOUT) {
    at += KICK_MS;
    if ('card' in kick) {
      steps.push({ atMs: at - KICK_MS / 2, type: 'card', data: { ...kick.card, color: 'yellow' } });
      at -= KICK_MS;
    } else {
      steps.push({ atMs: at, type: 'shootout_kick', data: { ...kick } });
    }
  }
  const end = at + 3_000;
  return [
    ...steps,
    { atMs: end, type: 'period_end', data: { period: 'shootout' } },
    { atMs: end, type: 'status', data: { status: 'ended', decidedBy: 'shootout' } },
    { atMs: end + KICK_MS, type: 'status', data: { status: 'final', decidedBy: 'shootout' } },
  ];
}
