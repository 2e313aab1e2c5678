export const feedDesk = {
  'publish.title': 'Publish an event',
  'publish.type': 'Type',
  'publish.typeHelp': 'Small letters, digits, _ . and -, such as “result”.',
  'publish.typeMissing': 'Say what sort of event it is.',
  'publish.data': 'Data (JSON)',
  'publish.notJson': 'This is not JSON yet: look for a missing quote, comma or brace.',
  'publish.notObject': 'The data must be an object in braces: {}.',
  'publish.state': 'State',
  'publish.events': 'Last events',
} as const;
