import type { AuditEntry } from './api/audit-entry.js';

export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const MEDIA: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv;charset=utf-8',
};

const COLUMNS = [
  'id',
  'at',
  'actor',
  'actorName',
  'action',
  'target',
  'feed',
  'address',
  'before',
  'after',
] as const satisfies readonly (keyof AuditEntry)[];

/** A spreadsheet takes what begins like this for a formula, and names come from strangers. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function exportText(entries: readonly AuditEntry[], format: ExportFormat): string {
  if (format === 'ndjson') return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const rows = entries.map((entry) => COLUMNS.map((name) => cell(entry[name])).join(','));
  return [COLUMNS.join(','), ...rows].map((row) => `${row}\r\n`).join('');
}

/** Hands the entries to the browser as a file. */
export function download(entries: readonly AuditEntry[], format: ExportFormat, at: Date): void {
  const url = URL.createObjectURL(new Blob([exportText(entries, format)], { type: MEDIA[format] }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `audit-${at.toISOString().replaceAll(/[:.]/g, '-')}.${format}`;
  link.click();
  // The browser has begun to read it when the press is over, not before.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
