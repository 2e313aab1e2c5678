import { AppError } from '../../core/protocol/errors.js';

/**
 * - `connection`: the database could not be reached, or the connection broke. What was sent may have been committed or not.
 * - `contention`: the server, or Prisma before anything was sent, gave up; all was rolled back and may be tried again.
 * - `other`: a fault of the statement or its data.
 */
export type Failure = 'connection' | 'contention' | 'other';

const CONNECTION_CODES = new Set([
  // Prisma
  ...['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1010', 'P1011', 'P1017', 'P2037'],
  // SQLSTATE: shutdown, crash, starting up, idle session, too many connections, read-only after a failover, login refused
  ...['57P01', '57P02', '57P03', '57P05', '53300', '25006', '28000', '28P01', '3D000'],
  // sockets
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EACCES'],
  // kinds of @prisma/driver-adapter-utils
  ...[
    'DatabaseNotReachable',
    'ConnectionClosed',
    'SocketTimeout',
    'TlsConnectionError',
    'TooManyConnections',
  ],
  ...['DatabaseDoesNotExist', 'DatabaseAccessDenied', 'AuthenticationFailed'],
]);

const CONTENTION_CODES = new Set([
  // Prisma: no connection in time, transaction could not start or expired, write conflict
  ...['P2024', 'P2028', 'P2034'],
  // SQLSTATE: serialization, deadlock, lock timeout, statement timeout, idle in transaction, transaction timeout
  ...['40001', '40P01', '55P03', '57014', '25P03', '25P04'],
  ...['TransactionWriteConflict', 'TransactionAlreadyClosed'],
]);

/** Classes of SQLSTATE: connection exception, insufficient resources, system error. */
const CONNECTION_CLASSES = /^(08|53|58)[0-9A-Z]{3}$/;

/** Errors of pg that bear no code. */
const CONNECTION_MESSAGES =
  /Connection terminated|Query read timeout|not queryable|Cannot use a pool after calling end|server closed the connection|Connection ended unexpectedly|socket hang up/i;
const CONTENTION_MESSAGES = /timeout exceeded when trying to connect/i;

interface Clues {
  readonly codes: readonly string[];
  readonly messages: readonly string[];
}

/** How far errors are wrapped in one another: Prisma's, the adapter's, the driver's, the socket's. */
const DEEPEST = 6;

export function failureOf(error: unknown): Failure {
  const { codes, messages } = clues(error);
  if (codes.some((code) => CONTENTION_CODES.has(code)) && !codes.some((code) => code.startsWith('57P'))) {
    return 'contention';
  }
  const broken = (code: string): boolean => CONNECTION_CODES.has(code) || CONNECTION_CLASSES.test(code);
  if (codes.some(broken) || messages.some((text) => CONNECTION_MESSAGES.test(text))) return 'connection';
  return messages.some((text) => CONTENTION_MESSAGES.test(text)) ? 'contention' : 'other';
}

/** Whether the connection failed: whether what was sent has been committed is unknown. */
export function isConnectionError(error: unknown): boolean {
  return failureOf(error) === 'connection';
}

/** What a caller is told: AppErrors as they are, `unavailable` for what passes, `internal` for what does not. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  switch (failureOf(error)) {
    case 'connection':
      return new AppError('unavailable', 'The database cannot be reached now; try again.', {
        retryAfterSeconds: 2,
        cause: error,
      });
    case 'contention':
      return new AppError('unavailable', 'The database is too busy now; try again.', {
        retryAfterSeconds: 1,
        cause: error,
      });
    case 'other':
      return new AppError(
        'internal',
        'The database refused what it was asked; this is a fault of the server.',
        {
          cause: error,
        },
      );
  }
}

function clues(error: unknown): Clues {
  const codes: string[] = [];
  const messages: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
    const fields = value as Record<string, unknown>;
    for (const name of ['code', 'errorCode', 'originalCode', 'kind']) {
      if (typeof fields[name] === 'string') codes.push(fields[name]);
    }
    for (const name of ['message', 'originalMessage', 'reason']) {
      if (typeof fields[name] === 'string') messages.push(fields[name]);
    }
    const meta = fields['meta'] as Record<string, unknown> | undefined;
    // Prisma keeps the SQLSTATE of a raw query in meta.code.
    for (const inner of [fields['cause'], meta, meta?.['driverAdapterError']]) visit(inner, depth + 1);
    if (Array.isArray(fields['errors'])) for (const inner of fields['errors']) visit(inner, depth + 1);
  };
  visit(error, 0);
  return { codes, messages };
}
