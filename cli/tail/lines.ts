import { canonicalJson } from '../../src/core/json/canonical.js';
import type { JsonObject } from '../../src/core/json/json.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';

/** Longer lines help nobody in a terminal; `--json` shows everything. */
const LONGEST = 400;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}

function clockOf(iso: string): string {
  return iso.slice(11, 23);
}

/** `#12 20:14:03.120 goal {"team":"home"}` */
export function eventLine({ seq, type, data, at, target, reason }: StreamedEvent): string {
  const aim = target === undefined ? '' : ` #${target}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return shortened(`#${seq} ${clockOf(at)} ${type}${aim} ${canonicalJson(data)}${why}`);
}

export function stateLine(seq: number, state: JsonObject): string {
  return shortened(`#${seq} state ${canonicalJson(state)}`);
}
