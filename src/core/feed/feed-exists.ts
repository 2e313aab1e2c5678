import { AppError } from '../protocol/errors.js';

export function feedExists(id: string): AppError {
  return new AppError(
    'conflict',
    `There is a feed ${id} already, maybe an archived one: ids are never used twice.`,
  );
}
