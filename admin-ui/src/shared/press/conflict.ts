import type { StreamedEvent } from '../../../../src/core/protocol/event.js';
import { factOf, type Press } from './press.js';

/** What changes nothing that another press could have been about. */
const HARMLESS = new Set(['comment']);
/** What belongs together: a press of one kind is in doubt when another of the same kind came first. */
const TOPICS: Readonly<Record<string, 'clock' | 'flow' | 'play'>> = {
  clock: 'clock',
  period_start: 'flow',
  period_end: 'flow',
  status: 'flow',
};

/** What the sessions of a market hang on. */
const MARKET_FLOW: ReadonlySet<string> = new Set(['trading_status', 'session']);
const MARKET: ReadonlySet<string> = new Set([...MARKET_FLOW, 'trade', 'quote']);

/** Prints come by the hundred and concern each other only where two people correct the same one. */
function conflictsInMarket({ operation }: Press, event: StreamedEvent): boolean {
  if (operation.op !== 'publish') {
    return event.target !== undefined && 'seq' in operation.target && event.target === operation.target.seq;
  }
  return MARKET_FLOW.has(operation.fact.type) && MARKET_FLOW.has(event.type);
}

function topicOf(type: string): 'clock' | 'flow' | 'play' {
  return TOPICS[type] ?? 'play';
}

/** Whether what somebody else published after the editor looked puts the press in doubt. In doubt the editor is asked. */
export function conflictsWith(press: Press, event: StreamedEvent): boolean {
  const mine = factOf(press);
  if (MARKET.has(mine.type)) return conflictsInMarket(press, event);
  if (HARMLESS.has(mine.type) || HARMLESS.has(event.type)) return false;
  if (event.type === 'void' || event.type === 'amend') return true;
  if (press.operation.op !== 'publish') return event.type === 'status';
  const [own, other] = [topicOf(mine.type), topicOf(event.type)];
  // A period that starts or ends moves the clock too, and a goal belongs to the period that ran when it was seen.
  if (other === 'flow' || own === 'flow')
    return other !== 'clock' && (other === 'flow' || event.type === 'score_set');
  if (own !== other) return false;
  if (own === 'clock') return true;
  return mine.type === event.type && mine.data['team'] === event.data['team'];
}
