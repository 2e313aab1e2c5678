import type { basketball as english } from './basketball.en.js';

export const basketball: Readonly<Record<keyof typeof english, string>> = {
  'period.quarter': '{number}. Viertel',

  'event.basket.1': 'Freiwurf',
  'event.basket.2': '2 Punkte',
  'event.basket.3': '3 Punkte',
  'event.foul': 'Foul',
  'event.foulOf': 'Foul ({kind})',
  'event.foul.personal': 'Persönliches Foul',
  'event.foul.shooting': 'Foul beim Wurf',
  'event.foul.offensive': 'Offensivfoul',
  'event.foul.technical': 'Technisches Foul',
  'event.foul.unsportsmanlike': 'Unsportliches Foul',
  'event.foul.flagrant': 'Flagrant Foul',
  'event.foul.disqualifying': 'Disqualifizierendes Foul',
  'event.timeout': 'Auszeit',
  'event.possession': 'Ballbesitz',
};
