import type { ReactNode } from 'react';

/** A column of a list; on a narrow page, a line of each row's card. */
export interface Column<T, S extends string = string> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** What it sorts by, one of the schema's `sorts`. */
  readonly sort?: S;
  /** Numbers stand at the end. */
  readonly align?: 'end';
}
