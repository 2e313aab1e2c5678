import type { shell as english } from './shell.en.js';

export const shell: Readonly<Record<keyof typeof english, string>> = {
  'app.name': 'Touchline',
  'app.console': 'Redaktion',
  'app.skip': 'Zum Inhalt springen',
  'app.loading': 'Wird geladen …',
  'app.notFound': 'Unter dieser Adresse gibt es nichts.',
  'app.notOffered': 'Diese Seite ist nicht für dein Konto.',
  'app.notOfferedHelp':
    'Bitte jemanden aus der Verwaltung um die nötigen Rechte, oder melde dich mit einem anderen Konto an.',
  'app.toDesk': 'Zur Live-Übersicht',
  'app.failed': 'Diese Seite ist stehen geblieben',
  'app.failedHelp':
    'Was veröffentlicht wurde, ist sicher, und was noch wartet, auch. Versuche die Seite noch einmal; bleibt sie wieder stehen, lade die Redaktion neu.',
  'app.tryAgain': 'Noch einmal versuchen',
  'app.reload': 'Redaktion neu laden',
  'app.retry': 'Noch einmal',
  'app.cancel': 'Abbrechen',
  'app.pages': 'Seiten',
  'app.search': 'Suchen',
  'app.menu': 'Konto und Darstellung',
  'app.theme': 'Darstellung',
  'app.theme.auto': 'Wie das System',
  'app.theme.light': 'Hell',
  'app.theme.dark': 'Dunkel',
  'app.language': 'Sprache',
  'app.spectators': 'Seite der Zuschauer',
  'app.newVersion':
    'Ein Teil der Redaktion ließ sich nicht laden: Lade sie neu, um die aktuelle Version zu bekommen.',

  'palette.placeholder': 'Feed oder Befehl suchen',
  'palette.nothing': 'So heißt nichts.',
  'palette.feeds': 'Feeds',
  'palette.pages': 'Seiten',

  'connection.live': 'Live',
  'connection.connecting': 'Verbindet',
  'connection.stale': 'Verbindet neu',
  'connection.offline': 'Offline',
  'connection.staleBanner':
    'Die Live-Verbindung ging um {time} verloren. Was du siehst, kann alt sein; sie wird wieder gesucht.',
  'connection.offlineBanner':
    'Seit {time} keine Live-Verbindung. Was du siehst, ist alt. Eingaben warten hier und gehen nach der Rückkehr in ihrer Reihenfolge hinaus.',
  'connection.refused': 'Die Live-Verbindung wurde abgelehnt: {detail}',

  'error.network': 'Der Server ist nicht erreichbar. Prüfe das Netz; es wird wieder versucht.',
  'error.unknown': 'Es ging unerwartet schief: {detail}',
  'error.forbidden': 'Das darfst du nicht: {detail}',
  'error.rate_limited': 'Zu schnell für den Server. In {seconds} s wird es wieder versucht.',
};
