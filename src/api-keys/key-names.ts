import type { FindNames } from '../access/actor-names.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';

/** What keys are called, revoked ones too. */
export function keyNames(database: Pick<Database, 'client'>): FindNames {
  return async (ids) => {
    const rows = await database.client.apiKey
      .findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })
      .catch((error: unknown) => {
        throw toAppError(error);
      });
    return new Map(rows.map(({ id, name }) => [id, name]));
  };
}
