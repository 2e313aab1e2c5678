import type { feedDesk as english } from './feed-desk.en.js';

export const feedDesk: Readonly<Record<keyof typeof english, string>> = {
  'publish.title': 'Ereignis veröffentlichen',
  'publish.type': 'Typ',
  'publish.typeHelp': 'Kleinbuchstaben, Ziffern, _ . und -, wie „result“.',
  'publish.typeMissing': 'Sag, was für ein Ereignis es ist.',
  'publish.data': 'Daten (JSON)',
  'publish.notJson': 'Das ist noch kein JSON: Fehlt ein Anführungszeichen, ein Komma, eine Klammer?',
  'publish.notObject': 'Die Daten müssen ein Objekt in Klammern sein: {}.',
  'publish.state': 'Zustand',
  'publish.events': 'Letzte Ereignisse',
};
