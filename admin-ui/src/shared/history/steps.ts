import type { JsonObject } from '../../../../src/core/json/json.js';
import type { Fact } from '../press/press.js';
import type { Entry } from '../press/timeline.js';

interface Made {
  readonly seq: number;
  /** Commit time, ISO 8601. */
  readonly at: string;
}

/** What was done to a fact, the oldest first. */
export type Step =
  | (Made & { readonly kind: 'published'; readonly fact: Fact; readonly inserted: boolean })
  | (Made & {
      readonly kind: 'amended';
      readonly before: Fact;
      readonly after: Fact;
      readonly reason: string;
    })
  | (Made & { readonly kind: 'voided'; readonly reason: string });

export function stepsOf({ seq, at, fact, amendments, voided, inserted }: Entry): readonly Step[] {
  const steps: Step[] = [
    { kind: 'published', seq, at, fact: amendments[0]?.before ?? fact, inserted },
    ...amendments.map(({ before, ...made }, index) => ({
      kind: 'amended' as const,
      ...made,
      before,
      after: amendments[index + 1]?.before ?? fact,
    })),
  ];
  return voided ? [...steps, { kind: 'voided', ...voided }] : steps;
}

export interface FieldChange {
  readonly field: string;
  /** Absent: it was not there. */
  readonly before?: string;
  readonly after?: string;
}

/** What differs between two facts, by field. */
export function fieldChanges(before: Fact, after: Fact): readonly FieldChange[] {
  const type = before.type === after.type ? [] : [{ field: 'type', before: before.type, after: after.type }];
  const fields = [...new Set([...Object.keys(before.data), ...Object.keys(after.data)])];
  const data = fields.flatMap((field) => {
    const [old, now] = [shown(before.data, field), shown(after.data, field)];
    if (old === now) return [];
    return [
      { field, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) },
    ];
  });
  return [...type, ...data];
}

function shown(data: JsonObject, field: string): string | undefined {
  const value = Object.hasOwn(data, field) ? data[field] : undefined;
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}
