import type { JsonObject } from '../../src/core/json/json.js';
import { count, object, text } from './read.js';

const MINUTE_MS = 60_000;
const PERIOD_ENDS: Readonly<Record<string, number>> = {
  first_half: 45,
  second_half: 90,
  et_first_half: 105,
  et_second_half: 120,
};

/** What the clock of a state shows at `now` (milliseconds by the server's clock), or undefined if it has none. */
export function clockValueMs(state: JsonObject, now: number): number | undefined {
  const clock = object(state, 'clock');
  const valueMs = count(clock, 'valueMs');
  const anchorAt = Date.parse(text(clock, 'anchorAt') ?? '');
  if (valueMs === undefined) return undefined;
  if (clock.running !== true || Number.isNaN(anchorAt)) return valueMs;
  const elapsed = Math.max(0, now - anchorAt);
  return text(clock, 'direction') === 'down' ? Math.max(0, valueMs - elapsed) : valueMs + elapsed;
}

/** Football counts the minute that runs, and stoppage time beside the regular end: 23', 45+2'. */
export function footballMinute(valueMs: number, period: string | undefined): string {
  const minute = Math.floor(valueMs / MINUTE_MS) + 1;
  const end = PERIOD_ENDS[period ?? ''];
  return end !== undefined && minute > end ? `${end}+${minute - end}'` : `${minute}'`;
}

/** A label as publishers give it: minute and stoppage. */
export function minuteLabel(data: JsonObject): string {
  const minute = count(data, 'minute');
  const stoppage = count(data, 'stoppage');
  if (minute === undefined) return '';
  return stoppage ? `${minute}+${stoppage}'` : `${minute}'`;
}
