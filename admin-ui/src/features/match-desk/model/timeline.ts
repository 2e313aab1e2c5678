import { text } from '../../../shared/feed/read.js';
import type { Operation } from '../../../shared/press/press.js';
import type { Entry } from '../../../shared/press/timeline.js';

/** Corrects nobody's work and is worth reading: not a clock, which is set often. */
export function isHighlight({ fact }: Entry): boolean {
  return fact.type !== 'clock';
}

export interface RunningCheck {
  readonly entry: Entry;
  readonly subject: string;
  /** What an overturned check strikes: the last goal or red card before it. */
  readonly suspect: Entry | undefined;
}

const SUSPECTS: Readonly<Record<string, (entry: Entry) => boolean>> = {
  goal: ({ fact }) => fact.type === 'goal',
  penalty: ({ fact }) => fact.type === 'goal' && fact.data['kind'] === 'penalty',
  red_card: ({ fact }) => fact.type === 'card' && fact.data['color'] !== 'yellow',
};

/** The video check that has started and not ended. */
export function runningCheck(entries: readonly Entry[]): RunningCheck | undefined {
  const index = entries.findLastIndex(({ fact, voided }) => fact.type === 'var' && !voided);
  const entry = entries[index];
  if (!entry || text(entry.fact.data, 'phase') !== 'start') return undefined;
  const subject = text(entry.fact.data, 'subject') ?? '';
  const isSuspect = SUSPECTS[subject];
  const suspect = isSuspect && entries.slice(0, index).findLast((one) => !one.voided && isSuspect(one));
  return { entry, subject, suspect };
}

/** The reason that spectators read; the same word in all languages. */
const VAR = 'VAR';

/** What ends a check, either way. Overturned strikes what was checked, in the same act. */
export function endsOf({ subject, suspect }: RunningCheck): {
  readonly confirmed: readonly Operation[];
  readonly overturned: readonly Operation[];
} {
  const over = (outcome: string): Operation => ({
    op: 'publish',
    fact: { type: 'var', data: { phase: 'end', subject, outcome } },
  });
  const strike: readonly Operation[] = suspect
    ? [{ op: 'void', target: { seq: suspect.seq }, before: suspect.fact, reason: VAR }]
    : [];
  return { confirmed: [over('confirmed')], overturned: [over('overturned'), ...strike] };
}
