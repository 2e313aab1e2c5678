import type { Issue } from '../../../../src/core/protocol/errors.js';

/** What is wrong with fields, by their names; the text says the remedy. */
export type Faults<F extends string = string> = Partial<Readonly<Record<F, string>>>;

export interface SortedIssues<F extends string> {
  readonly faults: Faults<F>;
  /** What belongs to no field of the form. */
  readonly rest: readonly string[];
}

/**
 * Puts what the server objects to at the fields: `feeds.2` at `feeds`, or at the deepest field that it belongs to. Several objections to
 * one field stand together.
 */
export function sortIssues<F extends string>(
  issues: readonly Issue[],
  fields: readonly F[],
): SortedIssues<F> {
  const faults: Partial<Record<F, string>> = {};
  const rest: string[] = [];
  for (const { path, message } of issues) {
    const field = fields
      .filter((one) => path === one || path.startsWith(`${one}.`))
      .reduce<F | undefined>((best, one) => (best && best.length > one.length ? best : one), undefined);
    const deeper = field === undefined ? '' : path.slice(field.length + 1);
    const told = deeper === '' ? message : `${deeper}: ${message}`;
    if (field === undefined) rest.push(path === '' ? message : `${path}: ${message}`);
    else faults[field] = faults[field] === undefined ? told : `${faults[field]}; ${told}`;
  }
  return { faults, rest };
}

/** The entries of a field that takes one a line, or several with commas or spaces between. */
export function linesOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((line) => line !== ''))];
}
