import { AppError, validationFailed } from '../core/protocol/errors.js';
import { toAppError } from '../platform/prisma/database-errors.js';

/** Classes of SQLSTATE: data exception, integrity constraint, program limit. */
const DATA_CLASSES = /^(22|23|54)/;

interface RawQueryError {
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: string } } };
}

/** Whether the input cannot be stored, whoever sends it again. */
function isDataFault(error: unknown): boolean {
  const code = (error as RawQueryError).meta?.driverAdapterError?.cause?.originalCode;
  return code !== undefined && DATA_CLASSES.test(code);
}

/** What one whose update failed in the database learns. */
export function toPublisherError(error: unknown): AppError {
  if (error instanceof AppError || !isDataFault(error)) return toAppError(error);
  return validationFailed([{ path: 'data', message: 'holds something that the database cannot store' }]);
}

/** Runs a database operation; what it rejects with is fit for callers of the log. */
export async function guarded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw toAppError(error);
  }
}
