import type { signIn as english } from './sign-in.en.js';

export const signIn: Readonly<Record<keyof typeof english, string>> = {
  'auth.title': 'Anmelden',
  'auth.lead': 'Für Redaktion und Verwaltung. Zuschauer brauchen kein Konto.',
  'auth.person': 'Konto',
  'auth.key': 'API-Schlüssel',
  'auth.email': 'E-Mail',
  'auth.password': 'Passwort',
  'auth.keyLabel': 'API-Schlüssel',
  'auth.keyHelp':
    'Er beginnt mit tl_. Er bleibt nur im Speicher dieses Tabs und ist nach dem Neuladen vergessen.',
  'auth.signIn': 'Anmelden',
  'auth.signOut': 'Abmelden',
  'auth.again': 'Neu anmelden',
  'auth.againHelp':
    'Deine Sitzung ist zu Ende. Nichts, was du getippt oder gedrückt hast, ist verloren: Melde dich an und mach weiter, wo du warst.',
  'auth.emailMissing': 'Gib die E-Mail deines Kontos ein.',
  'auth.passwordMissing': 'Gib dein Passwort ein.',
  'auth.keyMissing': 'Gib einen API-Schlüssel ein.',
  'auth.keyForm': 'Ein API-Schlüssel beginnt mit tl_ und hat keine Leerzeichen.',
  'auth.wrong': 'E-Mail und Passwort gehören nicht zusammen, oder das Konto ist gesperrt.',
  'auth.keyWrong': 'Dieser Schlüssel gilt hier nicht: vertippt, abgelaufen oder widerrufen.',
  'auth.someoneElse':
    'Das ist ein anderes Konto. Was hier wartet, kam von {name}: Melde dich so an, oder melde dich erst ab.',
  'auth.asKey': 'API-Schlüssel',
  'auth.role.admin': 'Verwaltung',
  'auth.role.editor': 'Redaktion',
  'auth.role.viewer': 'Nur lesen',
  'auth.role.key': 'API-Schlüssel',
  'auth.leaveQueue_one': '1 Eingabe ist noch nicht veröffentlicht. Abmelden und sie verwerfen?',
  'auth.leaveQueue_other': '{count} Eingaben sind noch nicht veröffentlicht. Abmelden und sie verwerfen?',
};
