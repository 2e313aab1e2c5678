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

  'tennis.caption': 'Sätze, Spiele und Punkte',
  'tennis.player': 'Spieler',
  'tennis.sets': 'Sätze',
  'tennis.points': 'Punkte',
  'tennis.tiebreak': 'Tie-Break',
  'tennis.tiebreakTo': 'Tie-Break bis {count}',
  'tennis.bestOf': 'Best of {count}',
  'tennis.serves': 'schlägt auf',
  'tennis.stake.match': 'Matchball {player}',
  'tennis.stake.set': 'Satzball {player}',
  'tennis.stake.break': 'Breakball {player}',
  'tennis.theirError': 'Fehler des Gegners',
  'tennis.ace': 'Ass',
  'tennis.doubleFault': 'Doppel\u00adfehler',
  'tennis.serve': 'Aufschlag\u00adwechsel',
  'tennis.firstServer': 'Erster Aufschlag',
  'tennis.medical': 'Medizi\u00adnische Auszeit',
  'tennis.medicalOf': 'Medizinische Auszeit: {player}',
  'tennis.leave': 'Vorzeitiges Ende',
  'tennis.leaveHelp': 'Gefragt ist, wer nicht weiterspielt: Der andere gewinnt.',
  'tennis.winnerOf': 'Gewonnen von',
  'tennis.how': 'Wie',

  'score.sets': 'Die gewonnenen Sätze. Läuft dann ein anderer Satz, beginnt er bei 0–0.',

  'reason.rain': 'Regen',
  'reason.darkness': 'Dunkelheit',
  'reason.heat': 'Hitze',
  'reason.court': 'Platz unbespielbar',
};
