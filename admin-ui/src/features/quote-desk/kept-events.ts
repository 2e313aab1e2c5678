/** Events that the desk keeps, so that its memory is bounded whatever the feed does: some minutes of a busy one, a day of a quiet one. */
export const KEPT_EVENTS = 2_000;
