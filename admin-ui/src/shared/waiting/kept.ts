/** Under this and the feed's id a tab keeps what waits, see the desks of shared/press. */
export const KEPT_QUEUE = 'touchline.desk.queue.';

/** The feeds for which this tab keeps presses of before its reload. */
export function keptFeeds(): readonly string[] {
  return Object.keys(sessionStorage)
    .filter((key) => key.startsWith(KEPT_QUEUE))
    .map((key) => key.slice(KEPT_QUEUE.length));
}

export function keepsPresses(): boolean {
  return keptFeeds().length > 0;
}
