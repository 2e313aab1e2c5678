import { TokenBucket } from './token-bucket.js';

export interface InboundLimits {
  /** Messages at once, and a second for ever. */
  readonly messages: { readonly burst: number; readonly perSecond: number };
  readonly bytes: { readonly burst: number; readonly perSecond: number };
}

/** Far above what a client with a thousand feeds needs to come back, far below what would keep the event loop busy. */
const DEFAULT_LIMITS: InboundLimits = {
  messages: { burst: 1000, perSecond: 100 },
  bytes: { burst: 8 * 1024 * 1024, perSecond: 512 * 1024 },
};

export interface InboundConnection {
  on(
    event: 'packet',
    listener: (packet: { readonly type: string; readonly data?: unknown }) => void,
  ): unknown;
  close(discard?: boolean): unknown;
}

/**
 * Ends a connection whose input no client of ours would send, before any of it is parsed: a flood, or binary messages (the protocol
 * has none, and a half-sent one would be kept in memory).
 */
export function guardInbound(
  conn: InboundConnection,
  limits: InboundLimits = DEFAULT_LIMITS,
  now: () => number = Date.now,
): void {
  const messages = new TokenBucket(limits.messages.burst, limits.messages.perSecond, now);
  const bytes = new TokenBucket(limits.bytes.burst, limits.bytes.perSecond, now);
  conn.on('packet', ({ type, data }) => {
    if (type !== 'message') return;
    const text = typeof data === 'string' ? data : undefined;
    const binary = text === undefined || text.startsWith('5') || text.startsWith('6');
    if (binary || !messages.take(1) || !bytes.take(text.length)) conn.close(true);
  });
}
