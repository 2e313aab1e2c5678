import type { keys as english } from './keys.en.js';

export const keys: Readonly<Record<keyof typeof english, string>> = {
  'keys.title': 'Tasten',
  'keys.teamHelp': 'Heim · Gast, wenn ein Team gefragt ist (oder die Pfeiltasten)',
  'keys.group.events': 'Ereignisse',
  'keys.group.clock': 'Uhr und Verlauf',
  'keys.group.mistakes': 'Fehler',
  'keys.group.other': 'Sonst',
  'keys.palette': 'Feed oder Befehl suchen',
  'keys.escape': 'Dialog verlassen',
  'keys.space': 'Leertaste',
  'keys.left': '←',
  'keys.right': '→',
};
