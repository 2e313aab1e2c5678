import type * as csv from '../model/csv.js';

/** Loaded when a table is to be read: its parser is of use nowhere else. */
export type CsvModule = typeof csv;
