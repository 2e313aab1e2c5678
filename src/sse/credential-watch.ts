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
const REVOKED: MessageError = {
  code: 'unauthenticated',
  detail: 'The credential of this stream was revoked. Connect again with another one.',
  retryable: false,
};

export interface Credential {
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAtMs?: number;
  /** Calls back once when it is revoked. Returns what stops watching. */
  readonly watch?: (onRevoked: () => void) => () => void;
}

/** Ends a stream whose credential is revoked, or expires, which it is told before. Returns what stops watching. */
export function watchCredential(
  clock: Clock,
  { expiresAtMs, watch }: Credential,
  sink: Pick<StreamSink, 'send' | 'end'>,
  session: Pick<Session, 'close'>,
): () => void {
  const end = (error: MessageError): void => {
    session.close();
    sink.end(error);
  };
  const unwatch = watch?.(() => end(REVOKED));
  const cancel =
    expiresAtMs === undefined ? undefined : watchExpiry(clock, expiresAtMs, sink, () => end(EXPIRED));
  return () => {
    unwatch?.();
    cancel?.();
  };
}

function watchExpiry(
  clock: Clock,
  expiresAtMs: number,
  sink: Pick<StreamSink, 'send'>,
  expire: () => void,
): () => void {
  let timer: Timer;
  const announce = (): void => {
    sink.send(new Frame('auth.expiring', { at: new Date(expiresAtMs).toISOString() }));
    timer = clock.after(Math.max(0, expiresAtMs - clock.now()), expire);
  };
  const wait = (): Timer => {
    const left = expiresAtMs - clock.now() - NOTICE_MS;
    if (left <= LONGEST_WAIT_MS) return clock.after(Math.max(0, left), announce);
    return clock.after(LONGEST_WAIT_MS, () => (timer = wait()));
  };
  timer = wait();
  return () => timer.cancel();
}
