import type { JsonObject } from '../../../../src/core/json/json.js';
import { count, object, text } from './read.js';

const MINUTE_MS = 60_000;
const FOOTBALL_ENDS: Readonly<Record<string, number>> = {
  first_half: 45,
  second_half: 90,
  et_first_half: 105,
  et_second_half: 120,
};

export interface ShownClock {
  readonly valueMs: number;
  readonly running: boolean;
  readonly direction: 'up' | 'down';
}

/** What the clock of a state shows at `now` (milliseconds since 1970 by the server's clock); undefined if it has none. */
export function clockAt(state: JsonObject, now: number): ShownClock | undefined {
  const clock = object(state, 'clock');
  const valueMs = count(clock, 'valueMs');
  if (valueMs === undefined) return undefined;
  const direction = text(clock, 'direction') === 'down' ? 'down' : 'up';
  const anchorAt = Date.parse(text(clock, 'anchorAt') ?? '');
  const running = clock['running'] === true && !Number.isNaN(anchorAt);
  if (!running) return { valueMs, running: false, direction };
  const elapsed = Math.max(0, now - anchorAt);
  return {
    valueMs: direction === 'down' ? Math.max(0, valueMs - elapsed) : valueMs + elapsed,
    running,
    direction,
  };
}

/** `45:07`; with tenths in the last minute of a clock that counts down, as scoreboards do. */
export function clockText({ valueMs, direction }: Pick<ShownClock, 'valueMs' | 'direction'>): string {
  if (direction === 'down' && valueMs < MINUTE_MS)
    return `0:${(Math.floor(valueMs / 100) / 10).toFixed(1).padStart(4, '0')}`;
  const seconds = Math.floor(valueMs / 1_000);
  const minutes = Math.floor(seconds / 60);
  const shownMinutes = direction === 'up' ? String(minutes).padStart(2, '0') : String(minutes);
  return `${shownMinutes}:${String(seconds % 60).padStart(2, '0')}`;
}

/** As a form shows it: minutes and seconds, and tenths where there are any, so that nothing is lost by looking. */
export function clockFieldText(valueMs: number): string {
  const tenths = Math.floor((valueMs % 1_000) / 100);
  return `${clockText({ valueMs, direction: 'up' })}${tenths > 0 ? `.${tenths}` : ''}`;
}

/** `1:05:07`: hours, minutes and seconds. */
export function durationText(valueMs: number): string {
  const seconds = Math.floor(valueMs / 1_000);
  const two = (value: number): string => String(value % 60).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60))}:${two(seconds)}`;
}

/** Milliseconds of `45:00`, `7:5`, `0:07.4` or `7.4`; undefined for anything else, and beyond a day. */
export function parseClock(written: string): number | undefined {
  const parts = /^(?:(\d{1,3}):)?([0-5]?\d)(?:[.,](\d))?$/.exec(written.trim());
  if (!parts || (parts[1] === undefined && parts[3] === undefined)) return undefined;
  return (Number(parts[1] ?? 0) * 60 + Number(parts[2])) * 1_000 + Number(parts[3] ?? 0) * 100;
}

export interface MatchMinute {
  readonly minute: number;
  readonly stoppage?: number;
}

/** Football counts the minute that runs, and stoppage time beside the regular end: 23', 45+2'. Undefined while no period runs. */
export function footballMinute(valueMs: number, period: string | undefined): MatchMinute | undefined {
  const end = FOOTBALL_ENDS[period ?? ''];
  if (end === undefined) return undefined;
  const minute = Math.floor(valueMs / MINUTE_MS) + 1;
  return minute > end ? { minute: end, stoppage: Math.min(60, minute - end) } : { minute };
}

/** `23'`, `45+2'`; empty without a minute. */
export function minuteLabel(data: JsonObject): string {
  const minute = count(data, 'minute');
  if (minute === undefined) return '';
  const stoppage = count(data, 'stoppage');
  return stoppage ? `${minute}+${stoppage}'` : `${minute}'`;
}
