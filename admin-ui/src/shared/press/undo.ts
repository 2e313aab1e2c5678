import { factOf, type Fact, type Operation, type Press } from './press.js';

/** One act of the editor: a step of the match may be several presses. */
export interface Act {
  /** What it did, newest last. */
  readonly presses: readonly Press[];
  /** What the undo button names. */
  readonly fact: Fact;
}

/** At most so many acts can be undone from the desk; older ones are corrected in the timeline. */
export const MAX_ACTS = 50;

/** What only goes along with what was done: the status of a period that ends, the check of a pending goal. */
const BESIDE: ReadonlySet<string> = new Set(['status', 'clock', 'var']);

function mainOf(presses: readonly Press[]): Press {
  const main = presses.find((press) => !BESIDE.has(factOf(press).type)) ?? presses.at(-1);
  if (!main) throw new Error('An act has at least one press.');
  return main;
}

export function actOf(presses: readonly Press[]): Act {
  return { presses, fact: factOf(mainOf(presses)) };
}

/** What a press does, in one line; `voided` says of a correction that it strikes something. */
export function pressLine(press: Press, line: (fact: Fact) => string, voided: string): string {
  const what = line(factOf(press));
  return press.operation.op === 'void' ? `${voided}: ${what}` : what;
}

/** What an act was, in one line. */
export function actLine({ presses }: Act, line: (fact: Fact) => string, voided: string): string {
  return pressLine(mainOf(presses), line, voided);
}

/** What takes a press back. */
export function inverseOf({ id, operation, seq }: Press, reason: string): Operation {
  const self = seq === undefined ? { press: id } : { seq };
  switch (operation.op) {
    case 'publish':
      return { op: 'void', target: self, before: operation.fact, reason };
    case 'amend':
      return {
        op: 'amend',
        target: operation.target,
        fact: operation.before,
        before: operation.fact,
        reason,
      };
    case 'void':
      // What was struck returns to its place, under a seq of its own.
      return {
        op: 'publish',
        fact: operation.before,
        ...('seq' in operation.target ? { insertAfter: operation.target.seq } : {}),
      };
  }
}
