export const shell = {
  'app.name': 'Touchline',
  'app.console': 'Console',
  'app.skip': 'Skip to the content',
  'app.loading': 'Loading …',
  'app.notFound': 'There is nothing at this address.',
  'app.toDesk': 'To the live desk',
  'app.failed': 'This page has stopped working',
  'app.failedHelp':
    'What was published is safe, and so are presses that still wait. Try the page again; if it stops again, reload the console.',
  'app.tryAgain': 'Try again',
  'app.reload': 'Reload the console',
  'app.retry': 'Try again',
  'app.cancel': 'Cancel',
  'app.search': 'Search',
  'app.menu': 'Account and appearance',
  'app.theme': 'Appearance',
  'app.theme.auto': 'As the system',
  'app.theme.light': 'Light',
  'app.theme.dark': 'Dark',
  'app.language': 'Language',
  'app.spectators': 'Spectators’ page',
  'app.newVersion': 'A part of the console could not be loaded: reload to get the present version.',

  'palette.placeholder': 'Find a feed or a command',
  'palette.nothing': 'Nothing is called that.',
  'palette.feeds': 'Feeds',
  'palette.pages': 'Pages',

  'connection.live': 'Live',
  'connection.connecting': 'Connecting',
  'connection.stale': 'Reconnecting',
  'connection.offline': 'Offline',
  'connection.staleBanner':
    'The live connection was lost at {time}. What you see may be old; it is being looked for.',
  'connection.offlineBanner':
    'No live connection since {time}. What you see is old. Presses wait here and go out in order on return.',
  'connection.refused': 'The live connection was refused: {detail}',

  'error.network': 'The server can’t be reached. Check the network; it is tried again.',
  'error.unknown': 'It failed unexpectedly: {detail}',
  'error.forbidden': 'You may not do that: {detail}',
  'error.rate_limited': 'Too fast for the server. It is tried again in {seconds} s.',
} as const;
