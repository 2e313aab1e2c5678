import type { MessageError } from '../core/protocol/messages.js';
import { Frame } from '../delivery/frame.js';
import type { Session } from '../delivery/session.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import type { StreamSink } from './stream-sink.js';

/** How long before its credential expires a client is told. */
const NOTICE_MS = 30_000;
/** Timers can't wait longer than 24 days; a credential may last longer. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

const EXPIRED: MessageError = {
  code: 'unauthenticated',
  detail: 'The token of this stream expired. Connect again with a new one.',
  retryable: false,
};

/** Ends a stream whose credential expires, after telling it beforehand. Returns what stops watching. */
export function watchExpiry(
  clock: Clock,
  expiresAtMs: number | undefined,
  sink: Pick<StreamSink, 'send' | 'end'>,
  session: Pick<Session, 'close'>,
): () => void {
  if (expiresAtMs === undefined) return () => undefined;
  let timer: Timer | undefined;
  const expire = (): void => {
    session.close();
    sink.end(EXPIRED);
  };
  const announce = (): void => {
    sink.send(new Frame('auth.expiring', { at: new Date(expiresAtMs).toISOString() }));
    timer = clock.after(Math.max(0, expiresAtMs - clock.now()), expire);
  };
  const wait = (): void => {
    const left = expiresAtMs - clock.now() - NOTICE_MS;
    timer =
      left > LONGEST_WAIT_MS ? clock.after(LONGEST_WAIT_MS, wait) : clock.after(Math.max(0, left), announce);
  };
  wait();
  return () => timer?.cancel();
}
