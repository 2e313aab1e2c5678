export const keys = {
  'keys.title': 'Keys',
  'keys.teamHelp': 'Home · Away, when a team is asked for (or the arrow keys)',
  'keys.group.events': 'Events',
  'keys.group.clock': 'Clock and flow',
  'keys.group.mistakes': 'Mistakes',
  'keys.group.other': 'Elsewhere',
  'keys.palette': 'Find a feed or a command',
  'keys.escape': 'Leave a dialog or picker',
  'keys.space': 'Space',
  'keys.left': '←',
  'keys.right': '→',
} as const;
