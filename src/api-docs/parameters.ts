/** What the parts of paths and queries mean, wherever they stand. */
const TEXTS: Readonly<Record<string, string>> = {
  id: 'Which one.',
  seq: 'The seq of an event.',
  holdId: 'Of the held update.',
  tab: 'The id that your tab made up.',
  deliveryId: 'Of the delivery.',
  limit: 'The most that one page holds; large pages end early.',
  cursor: '`nextCursor` of the page before. Opaque.',
  kind: 'Only feeds of this kind.',
  tag: 'Only feeds with this tag.',
  status: 'Only those with this status.',
  q: 'Only feeds whose id or title contains this.',
  archived: 'Whether archived feeds are listed.',
  sort: 'What they are listed by; with a minus in descending order.',
  dryRun: 'Whether it is only judged, and nothing is made.',
  after: 'Only events behind this seq.',
  at: 'A time, RFC 3339. Not together with `seq`.',
  interval: 'How long a bucket lasts.',
  from: 'Inclusive, RFC 3339.',
  to: 'Exclusive, RFC 3339.',
  feeds: 'Feed ids, separated by commas.',
  contract: '`every`: each event, without a gap. `latest`: the state, conflated.',
  maxRateHz: 'Under `latest`: rounded down to 20, 10, 5, 2, 1, 0.5 or 0.2.',
  lastEventId: 'As the header `Last-Event-ID`, for clients that cannot set it.',
  feed: 'Only of this feed.',
  type: 'Only of this type.',
  actor: 'Only what this one did: `user:…`, `key:…`.',
  action: 'Only this action, or all that begin with it: `event` finds `event.amend`.',
  target: 'Only what was done to this.',
  address: 'Only from this address.',
};

/** Throws for a parameter that nobody described. */
export function parameterText(name: string): string {
  const text = TEXTS[name];
  if (text === undefined) throw new Error(`The parameter ${name} has no description in api-docs.`);
  return text;
}
