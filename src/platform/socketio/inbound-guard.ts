import { readInbound } from './inbound-packet.js';
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

/** engine.io shows a packet to its listeners first and then looks at it anew: what they make of it is what counts. */
export interface InboundPacket {
  type: string;
  data?: unknown;
}

export interface InboundConnection {
  on(event: 'packet', listener: (packet: InboundPacket) => void): unknown;
  close(discard?: boolean): unknown;
}

/**
 * Judges what a connection sends before Socket.IO does. A flood ends it, and so does what no call can be made of. What cannot be read but
 * could be answered reaches the session as a call of another name. Binary parts are skipped as they come: the protocol has none, and a
 * half-sent event would be kept in memory.
 */
export function guardInbound(
  conn: InboundConnection,
  limits: InboundLimits = DEFAULT_LIMITS,
  now: () => number = Date.now,
): void {
  const messages = new TokenBucket(limits.messages.burst, limits.messages.perSecond, now);
  const bytes = new TokenBucket(limits.bytes.burst, limits.bytes.perSecond, now);
  /** Attachments that were announced and have not come yet. */
  let expected = 0;
  const take = (packet: InboundPacket): boolean => {
    const { data } = packet;
    if (!messages.take(1) || !bytes.take(sizeOf(data))) return false;
    if (typeof data !== 'string') {
      ignore(packet);
      return --expected >= 0;
    }
    const read = expected === 0 ? readInbound(data) : REFUSED;
    if (read.kind === 'refuse') return false;
    if (read.kind === 'skip') expected = read.attachments;
    if (read.text === undefined) ignore(packet);
    else packet.data = read.text;
    return true;
  };
  conn.on('packet', (packet) => {
    if (packet.type !== 'message' || take(packet)) return;
    ignore(packet);
    conn.close(true);
  });
}

const REFUSED = { kind: 'refuse' } as const;

/** A type that engine.io has no use for. */
function ignore(packet: InboundPacket): void {
  packet.type = 'noop';
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : 0;
}
