import type { FindNames } from '../access/actor-names.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';

/** What people are called; by their e-mail address if they have no name. */
export function userNames(database: Pick<Database, 'client'>): FindNames {
  return async (ids) => {
    const rows = await database.client.user
      .findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true, email: true } })
      .catch((error: unknown) => {
        throw toAppError(error);
      });
    return new Map(rows.map(({ id, name, email }) => [id, name ?? email]));
  };
}
