/** Who published what, and what became of it. */
export const history = {
  'history.title': 'History',
  'history.published': 'Published',
  'history.inserted': 'Inserted later',
  'history.amended': 'Changed',
  'history.voided': 'Struck',
  'history.changes_one': '1 change',
  'history.changes_other': '{count} changes',
  'history.publishedBy': 'Published by {who}',
  'history.insertedBy': 'Inserted later by {who}',
  'history.amendedBy': 'Changed by {who}',
  'history.voidedBy': 'Struck by {who}',
  'history.seq': 'Event {seq}',
  'history.fields': 'What changed',
  'history.key': 'Key {name}',
  'history.server': 'the server',
  'history.unknown': 'unknown',
} as const;
