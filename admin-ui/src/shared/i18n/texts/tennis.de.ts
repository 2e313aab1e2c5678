import type { tennis as english } from './tennis.en.js';

export const tennis: Readonly<Record<keyof typeof english, string>> = {
  'period.set': '{number}. Satz',

  'event.point': 'Punkt',
  'event.pointOf': 'Punkt ({how})',
  'event.point.ace': 'Ass',
  'event.point.double_fault': 'Punkt durch Doppelfehler',
  'event.point.winner': 'Gewinnschlag',
  'event.point.error': 'Punkt durch unerzwungenen Fehler',
  'event.serve': 'Aufschlag',
  'event.retire': 'Aufgabe',
};
