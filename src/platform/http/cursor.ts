import { validationFailed } from '../../core/protocol/errors.js';

const VERSION = 'a';

/** Where the next page starts, opaque to clients. */
export function encodeCursor(after: string): string {
  return Buffer.from(VERSION + after, 'utf8').toString('base64url');
}

/** Throws `validation_failed` for what `encodeCursor` did not make of an id that fits `pattern`. */
export function decodeCursor(cursor: string, pattern: RegExp): string {
  const text = Buffer.from(cursor.slice(0, 2048), 'base64url').toString('utf8');
  const after = text.slice(VERSION.length);
  if (text.startsWith(VERSION) && pattern.test(after) && encodeCursor(after) === cursor) return after;
  throw validationFailed([{ path: 'cursor', message: 'must be the nextCursor of an earlier page' }]);
}
