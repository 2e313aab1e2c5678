import type { MessageError } from '../core/protocol/messages.js';
import type { Frame } from '../delivery/frame.js';
import { ManualClock } from '../platform/clock/manual-clock.js';
import { watchCredential } from './credential-watch.js';

const DAY_MS = 86_400_000;

function watched(inMs: number | undefined) {
  const clock = new ManualClock();
  const told: (string | MessageError)[] = [];
  const sink = {
    send: (frame: Frame) => void told.push(frame.name),
    end: (error: MessageError) => void told.push(error.code),
  };
  const session = { close: () => void told.push('closed') };
  let revoke: (() => void) | undefined;
  const credential = {
    ...(inMs === undefined ? {} : { expiresAtMs: clock.now() + inMs }),
    watch: (onRevoked: () => void) => {
      revoke = onRevoked;
      return () => (revoke = undefined);
    },
  };
  const stop = watchCredential(clock, credential, sink, session);
  return { clock, told, stop, revoke: () => revoke?.() };
}

describe('the end of a stream by its credential', () => {
  it('comes at its time though it is further away than a timer can wait', () => {
    const { clock, told } = watched(60 * DAY_MS);
    clock.advance(60 * DAY_MS - 30_001);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual(['auth.expiring']);
    clock.advance(29_999);
    expect(told).toHaveLength(1);
    clock.advance(1);
    expect(told).toEqual(['auth.expiring', 'closed', 'unauthenticated']);
    expect(clock.pending).toBe(0);
  });

  it('is announced at once when it is near', () => {
    const { clock, told } = watched(10_000);
    clock.advance(0);
    expect(told).toEqual(['auth.expiring']);
    clock.advance(10_000);
    expect(told).toEqual(['auth.expiring', 'closed', 'unauthenticated']);
  });

  it('never comes without one, nor after the stream ended', () => {
    expect(watched(undefined).clock.pending).toBe(0);
    const { clock, told, stop, revoke } = watched(DAY_MS);
    stop();
    revoke();
    clock.advance(2 * DAY_MS);
    expect(told).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('comes at once when it is revoked', () => {
    const { told, revoke } = watched(undefined);
    revoke();
    expect(told).toEqual(['closed', 'unauthenticated']);
  });
});
