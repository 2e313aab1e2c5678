import { z } from 'zod';
import { anyObject } from '../core/protocol/answers.js';
import { publishBody } from '../core/protocol/rest.js';
import type { Kind } from '../core/kinds/kind.js';
import { KINDS } from '../core/kinds/registry.js';

/** `period_start` -> `PeriodStart` */
const pascal = (name: string): string =>
  name.replace(/(^|[_.-])([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

export interface KindUpdates {
  readonly name: string;
  /** Component names of its updates by event type; empty when any type goes. */
  readonly variants: Readonly<Record<string, string>>;
}

/** What may be published on a feed of each kind: a schema an event type, and one for its data. */
export interface KindComponents {
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  readonly updates: readonly KindUpdates[];
}

export function kindComponents(kinds: readonly Kind[] = Object.values(KINDS)): KindComponents {
  const schemas: Record<string, z.ZodType> = {};
  const updates = kinds.map((kind) => {
    const name = pascal(kind.name);
    schemas[`${name}Config`] = kind.schemas.config;
    const variants: Record<string, string> = {};
    for (const [type, data] of kind.schemas.events ?? []) {
      const variant = `${name}${pascal(type)}`;
      schemas[`${variant}Data`] = data;
      schemas[variant] = publishBody.extend({ type: z.literal(type), data });
      variants[type] = variant;
    }
    if (Object.keys(variants).length === 0)
      schemas[`${name}Update`] = publishBody.extend({ data: anyObject });
    return { name: `${name}Update`, variants };
  });
  return { schemas, updates };
}
