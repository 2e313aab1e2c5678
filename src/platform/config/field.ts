import type { z } from 'zod';

/** One environment variable: how it is read, and what its reader should know. */
export interface Field<T> {
  readonly variable: string;
  /** Reads the text; its messages say the remedy. */
  readonly schema: z.ZodType<unknown, string>;
  /** For people, in docs/configuration.md. */
  readonly desc: string;
  readonly fallback: () => T;
  /** The default as people read it. */
  readonly shown: string;
  /** Never echoed in a fault. */
  readonly secret: boolean;
}

export interface Group {
  readonly title: string;
  readonly fields: Readonly<Record<string, Field<unknown>>>;
}

export type ValuesOf<G extends Group> = {
  readonly [K in keyof G['fields']]: G['fields'][K] extends Field<infer T> ? T : never;
};

interface Options {
  readonly shown?: string;
  readonly secret?: boolean;
}

/** A variable that may stay unset. */
export function optional<T>(
  variable: string,
  schema: z.ZodType<T, string>,
  desc: string,
  options: Options = {},
): Field<T | undefined> {
  const { shown = 'unset', secret = false } = options;
  return { variable, schema, desc, fallback: () => undefined, shown, secret };
}

/** A variable with a default. */
export function field<T extends string | number | boolean | readonly string[]>(
  variable: string,
  schema: z.ZodType<T, string>,
  desc: string,
  fallback: T | (() => T),
  options: Options = {},
): Field<T> {
  const read = typeof fallback === 'function' ? fallback : () => fallback;
  const { shown = `\`${String(fallback)}\``, secret = false } = options;
  return { variable, schema, desc, fallback: read, shown, secret };
}
