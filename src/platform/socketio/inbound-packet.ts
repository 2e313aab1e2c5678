/** What stands for a call that Socket.IO could not read: an event of this name, so that the call still is answered in its turn. */
export const BINARY_CALL = 'touchline:binary';
export const MALFORMED_CALL = 'touchline:malformed';

/** More than any client has reason to send with one event; they are skipped, not kept. */
const MOST_ATTACHMENTS = 10;

/** Names that Socket.IO keeps for itself: it would end the connection that sends one. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

/** Type, number of attachments, namespace, id of the acknowledgement; the JSON follows. */
const HEAD = /^(?:2|([56])(\d{1,3})-)(\/[^,]*,)?(\d{0,15})/;

export type Inbound =
  /** For Socket.IO, perhaps in other words. */
  | { readonly kind: 'take'; readonly text: string }
  /** An event with binary parts, told as `text`; `attachments` messages follow that belong to it. */
  | { readonly kind: 'skip'; readonly text: string | undefined; readonly attachments: number }
  | { readonly kind: 'refuse' };

/** What to do with one Socket.IO packet. Whatever names an acknowledgement can be answered, so none of that ends a connection. */
export function readInbound(text: string): Inbound {
  const head = HEAD.exec(text);
  if (!head) return /^[56]/.test(text) ? { kind: 'refuse' } : { kind: 'take', text };
  const [all, type, count, namespace = '', id = ''] = head;
  if (type === undefined) {
    const readable = isEvent(text.slice(all.length));
    return { kind: 'take', text: readable ? text : standIn(MALFORMED_CALL, namespace, id) };
  }
  const attachments = Number(count);
  if (attachments < 1 || attachments > MOST_ATTACHMENTS) return { kind: 'refuse' };
  return { kind: 'skip', text: type === '5' ? standIn(BINARY_CALL, namespace, id) : undefined, attachments };
}

function standIn(name: string, namespace: string, id: string): string {
  return `2${namespace}${id}["${name}"]`;
}

function isEvent(json: string): boolean {
  try {
    const event: unknown = JSON.parse(json);
    return Array.isArray(event) && typeof event[0] === 'string' && !RESERVED.has(event[0]);
  } catch {
    return false;
  }
}
