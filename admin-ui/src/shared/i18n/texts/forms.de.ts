import type { forms as english } from './forms.en.js';

export const forms: Readonly<Record<keyof typeof english, string>> = {
  'form.close': 'Schließen',
  'form.expired':
    'Deine Sitzung war abgelaufen, deshalb ist nichts geschehen. Melde dich neu an und drücke den Knopf noch einmal.',
  'secret.once': 'Nur jetzt wird es angezeigt. Lege es gleich dort ab, wo Geheimnisse hingehören.',
  'secret.copy': 'Kopieren',
  'secret.copied': 'Kopiert.',
  'secret.selected': 'Es ist markiert: Kopiere es mit Strg+C (auf dem Mac ⌘C).',
  'secret.stored': 'Ich habe es abgelegt',
  'secret.done': 'Fertig',
};
