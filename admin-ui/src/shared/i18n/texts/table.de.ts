import type { table as english } from './table.en.js';

export const table: Readonly<Record<keyof typeof english, string>> = {
  'list.noMatch': 'Zum Filter passt nichts.',
  'list.clear': 'Filter aufheben',
  'list.failed': 'Die Liste konnte nicht gelesen werden',
  'list.stale': 'Stand von {time}: Die Liste konnte nicht neu gelesen werden',
  'list.order': 'Reihenfolge',
  'list.up': '{column}, aufsteigend',
  'list.down': '{column}, absteigend',
  'list.actions': 'Aktionen',
  'list.page': 'Seite {page}: {from}–{to}',
  'list.range': '{from}–{to} von {total}',
  'list.cut': 'Nur die ersten {count} werden durchsucht.',
  'list.size': 'Zeilen je Seite',
  'list.rows': '{count} Zeilen',
  'list.pages': 'Seiten der Liste',
  'list.previous': 'Zurück',
  'list.next': 'Weiter',
};
