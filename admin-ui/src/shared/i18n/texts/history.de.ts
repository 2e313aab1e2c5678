import type { history as english } from './history.en.js';

export const history: Readonly<Record<keyof typeof english, string>> = {
  'history.title': 'Verlauf',
  'history.published': 'Veröffentlicht',
  'history.inserted': 'Nachgetragen',
  'history.amended': 'Geändert',
  'history.voided': 'Gestrichen',
  'history.changes_one': '1 Änderung',
  'history.changes_other': '{count} Änderungen',
  'history.publishedBy': 'Veröffentlicht von {who}',
  'history.insertedBy': 'Nachgetragen von {who}',
  'history.amendedBy': 'Geändert von {who}',
  'history.voidedBy': 'Gestrichen von {who}',
  'history.seq': 'Ereignis {seq}',
  'history.fields': 'Was sich geändert hat',
  'history.key': 'Schlüssel {name}',
  'history.server': 'Server',
  'history.unknown': 'unbekannt',
};
